/** A network and a clock controlled by the test. */
import { mock } from "node:test";

/** The parts of the browser's EventSource that are used. */
export class Stream extends EventTarget {
  static readonly CLOSED = 2;
  static opened: Stream[] = [];
  readyState = 1;

  constructor(readonly address: string) {
    super();
    Stream.opened.push(this);
  }

  static get latest(): Stream {
    return Stream.opened.at(-1) as Stream;
  }

  send(type: string, lastEventId: string, data: unknown): void {
    this.dispatchEvent(new MessageEvent(type, { lastEventId, data: JSON.stringify(data) }));
  }

  fail(isForGood: boolean): void {
    this.readyState = isForGood ? Stream.CLOSED : 0;
    this.dispatchEvent(new Event("error"));
  }

  close(): void {
    this.readyState = Stream.CLOSED;
  }
}

/** Replaces the browser's own while it is open. */
export class Network {
  /** In milliseconds. */
  now = 0;
  /** The requests to the server, with their bodies. */
  readonly asked: string[] = [];
  /** The answers to come, in order; null, or no answer left: the server cannot be reached. */
  answers: (Response | Promise<Response> | null)[] = [];

  constructor() {
    Stream.opened = [];
    mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
    mock.method(performance, "now", () => this.now);
    const others = new EventTarget();
    Object.assign(globalThis, {
      window: globalThis,
      EventSource: Stream,
      addEventListener: others.addEventListener.bind(others),
      dispatchEvent: others.dispatchEvent.bind(others),
      fetch: async (address: string, { method = "GET", body = "" } = {}): Promise<Response> => {
        this.asked.push([method === "GET" ? "" : method, address, body].filter(Boolean).join(" "));
        const answer = await this.answers.shift();
        if (!answer) throw new TypeError("no network");
        return answer;
      },
    });
  }

  /** Let time pass and run the timers that are due. */
  async wait(milliseconds: number): Promise<void> {
    for (let passed = 0; passed < milliseconds; passed += 100) {
      this.now += 100;
      mock.timers.tick(100);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  close(): void {
    mock.timers.reset();
    mock.restoreAll();
  }
}
