/** A chart in a container. ECharts, which draws it, is loaded for the first chart that has something to show. */
import type { Chart as Drawn, Option, Series } from "./engine";

export type { Option, Series };

type Engine = typeof import("./engine");

let engine: Engine | null = null;
let loading: Promise<void> | null = null;

/** A run is about to start: fetch what will draw it. */
export function expectChart(): void {
  loadEngine().catch(() => {}); // the first drawing reports it
}

function loadEngine(): Promise<void> {
  loading ??= import("./engine")
    .then((loaded) => {
      engine = loaded;
    })
    .catch((failure: unknown) => {
      loading = null; // the next drawing tries again
      throw failure;
    });
  return loading;
}

export class Chart {
  private drawn: Drawn | null = null;
  private latest: Option | null = null;
  private isWaiting = false;

  /** redraw: for what is placed by the size of the chart. */
  constructor(
    private readonly place: HTMLElement,
    private readonly redraw?: () => void,
  ) {}

  /** isEmpty: whether the chart has only axes, which are not drawn before its first numbers. */
  show(option: Option, isEmpty: boolean): void {
    this.latest = option;
    if (isEmpty && !this.drawn) return; // what stands there stays until there are numbers
    if (engine) this.draw(engine);
    else if (!this.isWaiting) void this.drawWhenLoaded();
  }

  private async drawWhenLoaded(): Promise<void> {
    this.isWaiting = true;
    try {
      await loadEngine();
      if (engine) this.draw(engine);
    } catch {
      document.dispatchEvent(new Event("partfailed"));
    }
    this.isWaiting = false;
  }

  private draw({ chartIn }: Engine): void {
    if (!this.drawn) this.place.querySelector(".recorded")?.remove(); // what stood there until now
    this.drawn ??= chartIn(this.place, this.redraw);
    if (this.latest) this.drawn.setOption(this.latest, { replaceMerge: ["series"] });
  }
}
