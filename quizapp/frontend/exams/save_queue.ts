/**
 * Answers of an exam that the server has not acknowledged. They are kept in this browser, so that they outlive a lost
 * connection, a reload, and a closed laptop; any page of the exam sends what another one left.
 */
import type { Field } from "../typed_fields";

export interface Entry {
  /** The page it was typed in; a new one after each reload. */
  device: string;
  /** Counts the changes of this answer on this device: the server ignores lower numbers that arrive later. */
  sequence: number;
  /** The revision of the answer that the device had been shown. */
  seen: number;
  /** The seconds that were left when it was typed, by the server’s clock; null if it was not typed here. */
  typedWithLeft: number | null;
  fields: Field[];
  isFlagged: boolean | null;
  /** With the exercise in focus, on this device. */
  seconds: number;
}

export interface Waiting {
  position: number;
  entry: Entry;
}

type Entries = Record<string, Entry>;

export class SaveQueue {
  private readonly sequences = new Map<number, number>();
  private readonly inMemory: Entries = {};

  constructor(
    private readonly storage: Storage | null,
    private readonly sitting: string,
    readonly device: string,
  ) {}

  /** Add a change. What the server has not acknowledged of the same answer goes along with it. */
  put(position: number, change: Omit<Entry, "device" | "sequence">): void {
    const sequence = (this.sequences.get(position) ?? 0) + 1;
    this.sequences.set(position, sequence);
    const before = this.own()[position];
    const typed = change.typedWithLeft === null && before ? before : change;
    this.write(this.device, {
      ...this.own(),
      [position]: {
        ...change,
        typedWithLeft: typed.typedWithLeft,
        seen: typed.seen,
        fields: typed.fields,
        isFlagged: change.isFlagged ?? before?.isFlagged ?? null,
        device: this.device,
        sequence,
      },
    });
  }

  /** The entries of all pages of this exam; those of earlier pages first. */
  waiting(): Waiting[] {
    const others = this.devices().filter((device) => device !== this.device);
    return [...others, this.device].flatMap((device) =>
      Object.entries(this.read(device)).map(([position, entry]) => ({ position: Number(position), entry })),
    );
  }

  waitsFor(position: number): boolean {
    return this.waiting().some((each) => each.position === position);
  }

  /** The server knows this entry; a later one of the same answer stays. */
  acknowledge({ position, entry }: Waiting): void {
    const entries = this.read(entry.device);
    if (entries[position]?.sequence !== entry.sequence) return;
    delete entries[position];
    this.write(entry.device, entries);
  }

  /** The exam is over. */
  forgetAll(): void {
    for (const device of this.devices()) this.write(device, {});
  }

  private own(): Entries {
    return this.read(this.device);
  }

  private devices(): string[] {
    const found = new Set([this.device]);
    for (let number = 0; number < (this.storage?.length ?? 0); number++) {
      const key = this.storage?.key(number) ?? "";
      if (key.startsWith(this.prefix())) found.add(key.slice(this.prefix().length));
    }
    return [...found];
  }

  private prefix(): string {
    return `exam:${this.sitting}:`;
  }

  private read(device: string): Entries {
    try {
      const text = this.storage?.getItem(this.prefix() + device);
      if (text) return JSON.parse(text) as Entries;
    } catch {
      // Nothing valid is stored.
    }
    return device === this.device ? { ...this.inMemory } : {};
  }

  private write(device: string, entries: Entries): void {
    if (device === this.device) {
      for (const position of Object.keys(this.inMemory)) delete this.inMemory[position];
      Object.assign(this.inMemory, entries);
    }
    try {
      if (Object.keys(entries).length) this.storage?.setItem(this.prefix() + device, JSON.stringify(entries));
      else this.storage?.removeItem(this.prefix() + device);
    } catch {
      // Storage is full or blocked: this page keeps them.
    }
  }
}

/** The fields of the request that saves an entry. */
export function bodyOf(entry: Entry): URLSearchParams {
  const body = new URLSearchParams(entry.fields);
  body.set("device", entry.device);
  body.set("sequence", String(entry.sequence));
  body.set("seen", String(entry.seen));
  body.set("seconds", entry.seconds.toFixed(1));
  if (entry.isFlagged !== null) body.set("flagged", entry.isFlagged ? "yes" : "no");
  if (entry.typedWithLeft !== null) {
    body.set("typed", "1");
    body.set("left", entry.typedWithLeft.toFixed(2));
  }
  return body;
}
