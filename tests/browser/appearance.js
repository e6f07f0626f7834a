/**
 * Measures how a page looks and returns each fault as a sentence: `findFaults()`. See appearance.py.
 *
 * A piece is what a reader sees and must be able to read or use: a line of text, a control, a picture. `rect` is its
 * ink, `seen` the part of it that no ancestor cuts off.
 */
globalThis.findFaults = () => {
  const SLACK = 1.5; // pixels: rounding and antialiasing, not faults
  const FEWEST = 6; // characters in a line
  const INK = 0.72; // of the font size: fonts with tall ascents overlap their neighbors without touching them
  const CONTROLS = "input:not([type=hidden]), select, textarea, button, progress, meter";
  const PICTURES = "img, canvas, video, svg";
  const faults = new Set();

  const number = (text) => Number.parseFloat(text) || 0;
  const styles = new Map();
  const styleOf = (element) => {
    if (!styles.has(element)) styles.set(element, getComputedStyle(element));
    return styles.get(element);
  };
  const ancestors = function* (element) {
    for (let each = element; each && each !== document.documentElement; each = each.parentElement) yield each;
  };

  const excerpt = (text) => {
    const words = text.replace(/\s+/g, " ").trim();
    return words.length > 40 ? `${words.slice(0, 40)}…` : words;
  };
  const step = (element) => {
    const classes = [...element.classList].slice(0, 2).map((name) => `.${name}`);
    return element.localName + (element.id ? `#${element.id}` : classes.join(""));
  };
  const selector = (element) => [...ancestors(element)].slice(0, 3).reverse().map(step).join(" > ");
  const named = (element, text = element.textContent) => `${selector(element)} “${excerpt(text || "")}”`;
  const pixels = (amount) => `${Math.round(amount)} px`;

  // What is seen

  const isShown = (element) =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true });
  /** For screen readers only: a box of a pixel, or one that is clipped away. */
  const isReadOnlyAloud = (element) => {
    const { position, clipPath, overflowX } = styleOf(element);
    if (position !== "absolute" && position !== "fixed") return false;
    const { width, height } = element.getBoundingClientRect();
    return clipPath === "inset(50%)" || (overflowX !== "visible" && width <= 1 && height <= 1);
  };
  /** Outside the page above or on the left, where nobody can scroll: it comes when it gets the focus. */
  const isParked = (element) => {
    const { position } = styleOf(element);
    const box = element.getBoundingClientRect();
    return /absolute|fixed/.test(position) && (box.bottom + scrollY <= 0 || box.right + scrollX <= 0);
  };
  const hidden = new Map();
  const isHidden = (element) => {
    if (!element || element === document.documentElement) return false;
    if (!hidden.has(element))
      hidden.set(element, isHidden(element.parentElement) || isReadOnlyAloud(element) || isParked(element));
    return hidden.get(element);
  };
  const isSeen = (element) => isShown(element) && !isHidden(element);

  /** The part of a box that the ink of its text fills: the font size around the middle, also where text is turned. */
  const inkOf = (box, element) => {
    const size = number(styleOf(element).fontSize) * scaleOf(element);
    const across = box.height > 2 * size && box.width < 2 * size ? "x" : "y";
    const thick = across === "y" ? box.height : box.width;
    const spare = Math.max(0, (thick - INK * size) / 2);
    return across === "y"
      ? new DOMRect(box.x, box.y + spare, box.width, box.height - 2 * spare)
      : new DOMRect(box.x + spare, box.y, box.width - 2 * spare, box.height);
  };
  const scaleOf = (element) => {
    const matrix = element instanceof SVGGraphicsElement && element.getScreenCTM();
    return matrix ? Math.hypot(matrix.a, matrix.b) : 1;
  };

  /** Which sides of its content an ancestor cuts off for good, and which it lets people scroll to. */
  const cutsOf = (element) => {
    const { overflowX, overflowY, contain, display } = styleOf(element);
    if ((display === "inline" && element instanceof HTMLElement) || display === "contents") return { x: "", y: "" };
    const isContained = /strict|content|paint/.test(contain);
    const kind = (overflow) =>
      /auto|scroll/.test(overflow) ? "scrolls" : /hidden|clip/.test(overflow) || isContained ? "cuts" : "";
    return { x: kind(overflowX), y: kind(overflowY) };
  };
  const insideOf = (element) => {
    const box = element.getBoundingClientRect();
    if (!(element instanceof HTMLElement)) return box;
    return new DOMRect(
      box.x + element.clientLeft,
      box.y + element.clientTop,
      element.clientWidth,
      element.clientHeight,
    );
  };
  const common = (one, other) => {
    const [left, top] = [Math.max(one.left, other.left), Math.max(one.top, other.top)];
    const [right, bottom] = [Math.min(one.right, other.right), Math.min(one.bottom, other.bottom)];
    return new DOMRect(left, top, Math.max(0, right - left), Math.max(0, bottom - top));
  };
  const isLaidOver = (element) => {
    const { position, zIndex } = styleOf(element);
    return position === "fixed" || (position === "absolute" && zIndex !== "auto");
  };
  /** A box and those around it, without those that an absolute box within them escapes from. */
  const holders = function* (first) {
    let escapes = false;
    for (const each of ancestors(first)) {
      const { position } = styleOf(each);
      if (!escapes || position !== "static") yield each;
      if (position === "fixed") return;
      escapes = position === "absolute" || (escapes && position === "static");
    }
  };
  const seenPart = (rect, first) => {
    let seen = rect;
    for (const each of holders(first)) {
      const cuts = cutsOf(each);
      if (!cuts.x && !cuts.y) continue;
      const inside = insideOf(each);
      const [left, top] = [cuts.x ? inside.left : -1e6, cuts.y ? inside.top : -1e6];
      seen = common(seen, new DOMRect(left, top, cuts.x ? inside.width : 2e6, cuts.y ? inside.height : 2e6));
    }
    return seen;
  };

  /** What lies above the page on purpose: the nearest ancestor that is sticky, fixed or stacked, with a ground of its own. */
  const layers = new Map();
  const layerOf = (element) => {
    if (!element || element === document.documentElement) return null;
    if (!layers.has(element)) {
      const { position, zIndex, backgroundColor } = styleOf(element);
      const isLayer =
        (/sticky|fixed/.test(position) || (position === "absolute" && zIndex !== "auto")) && isOpaque(backgroundColor);
      layers.set(element, isLayer ? element : layerOf(element.parentElement));
    }
    return layers.get(element);
  };
  const isOpaque = (color) => !/^transparent$|^rgba\(.*, 0\)$|\/ 0\)$/.test(color);

  const pieces = [];
  const add = (node, element, rect, text, lines) => {
    if (rect.width < 1 || rect.height < 1) return;
    const holder = node === element ? element.parentElement : element;
    pieces.push({ node, element, holder, rect, text, lines, seen: seenPart(rect, holder), layer: layerOf(element) });
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode;
    const element = node.parentElement;
    if (!node.data.trim() || !isSeen(element) || element.closest("script, style, option, textarea, title, noscript"))
      continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const boxes = element instanceof SVGElement ? [element.getBoundingClientRect()] : [...range.getClientRects()];
    for (const box of boxes) if (box.width > 0.5) add(node, element, inkOf(box, element), node.data, boxes);
  }
  for (const element of document.querySelectorAll(`${CONTROLS}, ${PICTURES}`)) {
    if (!isSeen(element) || element.parentElement?.closest("svg")) continue;
    add(element, element, element.getBoundingClientRect(), element.getAttribute("aria-label") || element.value || "");
  }

  // Overlaps

  /** A drawing that lets the pointer through lies over something on purpose; its texts still may not cover others. */
  const isOverlay = ({ node, element }) =>
    node === element &&
    (element.localName === "svg" || element.localName === "canvas") &&
    (styleOf(element).pointerEvents === "none" || styleOf(element).position === "absolute");
  const isOneFormula = (one, other) => {
    const formula = one.element.closest("math");
    return formula !== null && formula === other.element.closest("math");
  };
  const visible = pieces.filter((piece) => piece.seen.width > SLACK && piece.seen.height > SLACK && !isOverlay(piece));
  visible.sort((one, other) => one.seen.top - other.seen.top);
  visible.forEach((one, index) => {
    for (let next = index + 1; next < visible.length; next += 1) {
      const other = visible[next];
      if (other.seen.top > one.seen.bottom - SLACK) break;
      if (one.node === other.node || one.node.contains(other.node) || other.node.contains(one.node)) continue;
      if (one.layer !== other.layer || isOneFormula(one, other)) continue;
      const { width, height } = common(one.seen, other.seen);
      if (width <= SLACK || height <= SLACK) continue;
      faults.add(
        `${named(one.element, one.text)} and ${named(other.element, other.text)} overlap by ${pixels(width)} × ${pixels(height)}.`,
      );
    }
  });

  // Clipped, or outside its box

  const isShortenedOnPurpose = (element) =>
    styleOf(element).textOverflow === "ellipsis" && element.closest("[title], summary") !== null; // said in full elsewhere
  const hasFrame = (element) => {
    if (!(element instanceof HTMLElement) || element === document.body) return false;
    const style = styleOf(element);
    if (style.display === "inline" || style.display === "contents") return false;
    return (
      element.localName === "button" ||
      isOpaque(style.backgroundColor) ||
      style.backgroundImage !== "none" ||
      (number(style.borderLeftWidth) > 0 && number(style.borderRightWidth) > 0 && style.borderLeftStyle !== "none")
    );
  };
  const beyond = (rect, box) =>
    Math.max(box.left - rect.left, rect.right - box.right, box.top - rect.top, rect.bottom - box.bottom);
  const cutBeyond = (rect, box, axis) =>
    axis === "x"
      ? Math.max(box.left - rect.left, rect.right - box.right)
      : Math.max(box.top - rect.top, rect.bottom - box.bottom);
  /** How far the rect lies where that box never shows it. What it scrolls to can be seen, except before its beginning. */
  const cutBy = (element, cuts, rect, axis) => {
    const inside = insideOf(element);
    if (cuts[axis] === "cuts") return cutBeyond(rect, inside, axis);
    if (cuts[axis] === "") return 0;
    return axis === "x" ? inside.left - element.scrollLeft - rect.left : inside.top - element.scrollTop - rect.top;
  };
  const judgeInside = (first, rect, words) => {
    const open = new Set(["x", "y"]); // until an ancestor lets people scroll to the rest
    for (const each of holders(first)) {
      const cuts = cutsOf(each);
      const axes = [...open];
      const cut = Math.max(0, ...axes.map((axis) => cutBy(each, cuts, rect, axis)));
      if (cut > SLACK && !isShortenedOnPurpose(each)) {
        faults.add(`${words} is cut off by ${pixels(cut)} at ${selector(each)}.`);
        return;
      }
      for (const axis of axes) if (cuts[axis]) open.delete(axis);
      if (hasFrame(each)) {
        const out = Math.max(0, ...[...open].map((axis) => cutBeyond(rect, each.getBoundingClientRect(), axis)));
        if (out > SLACK) {
          faults.add(`${words} leaves ${selector(each)} by ${pixels(out)}.`);
          return;
        }
      }
      if (open.size === 0 || isLaidOver(each)) return;
    }
    const page = document.documentElement.clientWidth;
    const out = open.has("x") ? Math.max(-rect.left - scrollX, rect.right + scrollX - page) : 0;
    if (out > SLACK) faults.add(`${words} is cut by the edge of the page, ${pixels(out)} beyond its ${pixels(page)}.`);
  };
  for (const { node, element, holder, rect, text } of pieces)
    if (node !== element || !isLaidOver(element)) judgeInside(holder, rect, named(element, text));
  const isDecoration = (element) =>
    isLaidOver(element) || (styleOf(element).position === "absolute" && styleOf(element).pointerEvents === "none");
  for (const element of document.body.querySelectorAll("*")) {
    if (!hasFrame(element) || element.matches("td, th") || !isSeen(element) || isDecoration(element)) continue;
    const rect = element.getBoundingClientRect();
    if (rect.width && rect.height) judgeInside(element.parentElement, rect, `The box ${named(element)}`);
  }
  const widest = document.documentElement.scrollWidth;
  if (widest > document.documentElement.clientWidth + 1)
    faults.add(`The page is ${pixels(widest)} wide on a screen of ${pixels(document.documentElement.clientWidth)}.`);

  // Words that a control has no room for

  const pen = document.createElement("canvas").getContext("2d");
  const widthOf = (text, element) => {
    const style = styleOf(element);
    pen.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    return pen.measureText(text).width;
  };
  const roomOf = (element) =>
    element.clientWidth - number(styleOf(element).paddingLeft) - number(styleOf(element).paddingRight);
  for (const control of document.querySelectorAll("select, input, textarea")) {
    if (!isSeen(control) || /checkbox|radio|range|file|color/.test(control.type)) continue;
    const isList = control.localName === "select" && !control.multiple && control.size <= 1;
    const words = isList ? (control.selectedOptions[0]?.label ?? "") : control.value || control.placeholder || "";
    const isTyped = Boolean(control.value) && control.type !== "number" && !isList; // scrolls with the caret
    if (isTyped || control.localName === "textarea") continue;
    if (isList && styleOf(control).textOverflow === "ellipsis" && roomOf(control) >= FEWEST * widthOf("0", control))
      continue;
    const arrow = isList && styleOf(control).appearance !== "none" ? 18 : 0;
    const missing = widthOf(words, control) - (roomOf(control) - arrow);
    if (missing > SLACK) faults.add(`${named(control, words)} has ${pixels(missing)} too little room for its words.`);
  }

  // Columns too narrow to read

  const blocks = new Map();
  for (const { node, element, rect, lines } of pieces) {
    if (!lines || element instanceof SVGElement || element.closest("math, pre")) continue;
    const block =
      [...ancestors(element)].find((each) => !/^(inline|contents|ruby)/.test(styleOf(each).display)) ?? element;
    if (!blocks.has(block)) blocks.set(block, { tops: [], text: "" });
    const found = blocks.get(block);
    found.tops.push(rect.top + rect.height / 2);
    if (lines[0] && found.last !== node) found.text += node.data;
    found.last = node;
  }
  for (const [block, { tops, text }] of blocks) {
    const size = number(styleOf(block).fontSize);
    tops.sort((one, other) => one - other);
    const lines = 1 + tops.filter((top, index) => index > 0 && top - tops[index - 1] > 0.6 * size).length;
    const forced = block.querySelectorAll("br").length;
    const isChinese = (text.match(/[\u3400-\u9fff]/g) ?? []).length > 0.3 * text.replace(/\s/g, "").length;
    const character = widthOf(isChinese ? "一" : "0", block);
    const room = roomOf(block);
    if (lines - forced >= 3 && room < FEWEST * character)
      faults.add(
        `${named(block, text)} is a column of ${lines} lines, ${(room / character).toFixed(1)} characters wide.`,
      );
  }

  // Drawings have the size they were given

  for (const canvas of document.querySelectorAll("canvas")) {
    const { width, height } = canvas.getBoundingClientRect();
    if (!isSeen(canvas)) continue;
    const wanted = [width * devicePixelRatio, height * devicePixelRatio].map(Math.round);
    if (Math.abs(canvas.width - wanted[0]) > 1 || Math.abs(canvas.height - wanted[1]) > 1)
      faults.add(
        `${selector(canvas)} has ${canvas.width} × ${canvas.height} pixels where ${wanted.join(" × ")} are shown.`,
      );
  }
  for (const picture of document.querySelectorAll("svg")) {
    if (picture.parentElement.closest("svg") || !isSeen(picture)) continue;
    judgePicture(picture, picture.getBoundingClientRect());
  }
  function judgePicture(picture, { width, height }) {
    if (width < 1 || height < 1)
      faults.add(`${selector(picture)} is ${pixels(width)} × ${pixels(height)}: it cannot be seen.`);
    const given = [picture.getAttribute("width"), picture.getAttribute("height")].map((each) =>
      /^[\d.]+(px)?$/.test(each ?? "") ? number(each) : null,
    );
    const view = picture.viewBox.baseVal;
    const aspect = view?.width ? view.width / view.height : null;
    const isStretched = picture.getAttribute("preserveAspectRatio") === "none";
    const isAsGiven =
      given[0] !== null && given[1] !== null
        ? Math.abs(given[0] - width) <= 1 && Math.abs(given[1] - height) <= 1
        : !aspect || isStretched;
    if (!isAsGiven && !(aspect && Math.abs(width / height / aspect - 1) <= 0.03))
      faults.add(
        `${selector(picture)} is ${width.toFixed(1)} × ${height.toFixed(1)}, but its drawing is ${given[0] ?? view.width} × ${given[1] ?? view.height}.`,
      );
    const frame = picture.getBoundingClientRect();
    const worst = (shapes, amountOf) =>
      [...shapes].reduce((most, shape) => Math.max(most, amountOf(shape, shape.getBoundingClientRect())), 0);
    const shapes = [...picture.querySelectorAll("rect, circle, ellipse, line, path, polyline, polygon")].filter(
      (shape) => !shape.closest("defs, clipPath, marker, pattern, mask") && !clipped(shape, picture) && isShown(shape),
    );
    const outside = worst(shapes, (_, box) => beyond(box, frame));
    if (outside > 2) faults.add(`${selector(picture)} has a shape that is drawn ${pixels(outside)} outside of it.`);
    const skewed = worst(picture.querySelectorAll("rect.square, rect.cell"), (_, box) =>
      Math.abs(box.width - box.height),
    );
    if (skewed > 1) faults.add(`${selector(picture)} has a cell that is not square, by ${pixels(skewed)}.`);
    const wrong = worst(picture.querySelectorAll("rect[data-share]"), (bar, box) =>
      Math.abs(box.width - number(bar.dataset.share) * number(bar.dataset.whole) * scaleOf(bar)),
    );
    if (wrong > SLACK) faults.add(`${selector(picture)} has a bar whose length misses its number by ${pixels(wrong)}.`);
  }
  function clipped(shape, picture) {
    for (let each = shape; each && each !== picture; each = each.parentElement)
      if (each.hasAttribute("clip-path") || styleOf(each).clipPath !== "none") return true;
    return false;
  }
  return [...faults];
};
