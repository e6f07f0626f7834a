/** Export a figure as a self-contained file: its title, the legend of both arms, its charts, and its source. */
import { palette } from "./palette";

const MARGIN = 16;
const LINE = 20;
const PIXELS_PER_UNIT = 2; // of a PNG
const SVG = "http://www.w3.org/2000/svg";

/** The export buttons of a figure; source: the URL printed below it. */
export function offerExport(figure: HTMLElement, source: () => string): void {
  for (const button of figure.querySelectorAll<HTMLButtonElement>("[data-export]")) {
    button.addEventListener("click", () => void save(figure, source(), button.dataset["export"] === "png"));
  }
}

/** What is chosen in the menu of a figure closes it. */
export function closeMenu(figure: HTMLElement): void {
  const menu = figure.querySelector<HTMLDetailsElement>("[data-figure-menu]");
  menu?.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("button")) menu.open = false;
  });
}

async function save(figure: HTMLElement, source: string, asPng: boolean): Promise<void> {
  const picture = standAlone(figure, source);
  const text = new XMLSerializer().serializeToString(picture);
  const file = asPng ? await painted(text, picture) : new Blob([text], { type: "image/svg+xml" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  const page = location.pathname.split("/").filter(Boolean).pop() ?? "lab";
  link.download = `${page}-${figure.dataset["chart"] ?? figure.dataset["spread"] ?? "chart"}.${asPng ? "png" : "svg"}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function standAlone(figure: HTMLElement, source: string): SVGSVGElement {
  const colors = palette();
  const pictures = [
    ...figure.querySelectorAll<SVGSVGElement | HTMLCanvasElement>(
      "[data-plot] svg, [data-growth-plot] svg, [data-heat] canvas",
    ),
  ].filter((picture) => picture.getBoundingClientRect().width > 0);
  const width = 2 * MARGIN + Math.max(...pictures.map((picture) => picture.getBoundingClientRect().width));
  const whole = node("svg", { width, "font-family": colors.sans });
  const background = node("rect", { width: "100%", height: "100%", fill: colors.ground });
  whole.append(background);
  let y = MARGIN + 15;
  const write = (x: number, words: string, fill: string, more: Attributes = {}): void => {
    const text = node("text", { x, y, fill, "font-size": 13, ...more });
    text.textContent = words;
    whole.append(text);
  };
  const title = ["[data-chart-title]", "[data-profile-step]"].map((part) => textOf(figure, part)).filter(Boolean);
  write(MARGIN, title.join(" · "), colors.ink, { "font-size": 15, "font-weight": 600 });
  y += LINE;
  let x = MARGIN;
  for (const key of figure.closest("[data-lab]")?.querySelectorAll<HTMLElement>(".lab-legend .legend") ?? []) {
    const label = key.textContent ?? "";
    const index = key.classList.contains("legend-baseline") ? 0 : 1;
    whole.append(...sample(x, y, index));
    write(x + 36, label, colors.arms[index]);
    x += key.getBoundingClientRect().width + 24;
  }
  y += 12;
  for (const picture of pictures) {
    const { width: wide, height } = picture.getBoundingClientRect();
    const above = picture.closest(".heat")?.querySelector(".legend")?.textContent;
    if (above) {
      y += LINE;
      write(MARGIN, above, colors.soft);
      y += 6;
    }
    whole.append(embedded(picture, { x: MARGIN, y, width: wide, height }));
    y += height;
  }
  y += LINE;
  write(MARGIN, source, colors.faint, { "font-size": 11 });
  const height = y + MARGIN;
  whole.setAttribute("height", String(height));
  whole.setAttribute("viewBox", `0 0 ${width} ${height}`);
  return whole;
}

function embedded(picture: SVGSVGElement | HTMLCanvasElement, box: Attributes): SVGElement {
  if (picture instanceof HTMLCanvasElement) return node("image", { ...box, href: picture.toDataURL() });
  const copy = picture.cloneNode(true) as SVGSVGElement;
  copy.removeAttribute("style");
  for (const [name, value] of Object.entries({ viewBox: `0 0 ${box["width"]} ${box["height"]}`, ...box })) {
    copy.setAttribute(name, String(value));
  }
  return copy;
}

/** A sample of an arm's line, as in the charts: solid with a circle, or dashed with a triangle. */
function sample(x: number, y: number, index: 0 | 1): SVGElement[] {
  const color = palette().arms[index];
  const line = { x1: x, x2: x + 30, y1: y - 4, y2: y - 4, stroke: color, "stroke-width": 2 };
  return index === 0
    ? [node("line", line), node("circle", { cx: x + 15, cy: y - 4, r: 4, fill: color })]
    : [
        node("line", { ...line, "stroke-dasharray": "7 4" }),
        node("path", { d: `M${x + 10} ${y}h10l-5-9z`, fill: color }),
      ];
}

async function painted(text: string, picture: SVGSVGElement): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = PIXELS_PER_UNIT * Number(picture.getAttribute("width"));
  canvas.height = PIXELS_PER_UNIT * Number(picture.getAttribute("height"));
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("the picture is too large"))), "image/png");
  });
}

type Attributes = Record<string, string | number>;

function node<Name extends keyof SVGElementTagNameMap>(name: Name, attributes: Attributes): SVGElementTagNameMap[Name] {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

function textOf(root: Element, selector: string): string {
  return root.querySelector(selector)?.textContent ?? "";
}
