/**
 * Answers given without a network: kept in this browser in the order in which they were given, and sent once each. An
 * answer leaves the queue only when the server has said what became of it.
 */

export interface QueuedAnswer {
  key: string;
  item: string;
  variant: string;
  newest_review: number | null;
  answered_at: string;
  seconds: number | null;
  confidence: number | null;
  used_hint: boolean;
  counts_anyway: boolean;
  fields: [string, string][];
  /** The title of its question, which is not sent. */
  title?: string;
}

export interface Outcome {
  status: "stored" | "elsewhere" | "refused";
  score?: number;
  address?: string;
  reviewed_at?: string | null;
  due?: string | null;
  message?: string;
}

/** What became of an answer, kept until the learner has seen it. */
export interface Settled {
  answer: QueuedAnswer;
  outcome: Outcome;
}

export interface Storage {
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
}

/** Null: the answer did not reach the server, or it cannot say yet; the queue stops there. */
export type Sender = (answer: QueuedAnswer) => Promise<Outcome | null>;

const WAITING = "offline-answers";
const SETTLED = "offline-outcomes";

export class OfflineQueue {
  constructor(private readonly storage: Storage) {}

  waiting(): QueuedAnswer[] {
    return this.read<QueuedAnswer>(WAITING);
  }

  settled(): Settled[] {
    return this.read<Settled>(SETTLED);
  }

  /** A variant is answered once, but for an answer that was refused. */
  replace(answer: QueuedAnswer): void {
    if (this.waiting().some((each) => each.variant === answer.variant)) return;
    for (const refused of this.settled().filter((each) => each.answer.variant === answer.variant)) {
      if (refused.outcome.status !== "refused") return;
      this.dismiss(refused.answer.key);
    }
    this.write(WAITING, [...this.waiting(), answer]);
  }

  /** Send what waits, oldest first, until something cannot be sent. Returns how many answers were settled. */
  async send(sender: Sender): Promise<number> {
    let count = 0;
    for (let next = this.waiting()[0]; next; next = this.waiting()[0]) {
      const { key } = next;
      const outcome = await sender(next);
      if (!outcome) break;
      this.write(SETTLED, [...this.settled().filter((each) => each.answer.key !== key), { answer: next, outcome }]);
      this.write(
        WAITING,
        this.waiting().filter((each) => each.key !== key),
      );
      count += 1;
    }
    return count;
  }

  /** Take back what was settled, to be sent again. */
  again(key: string, counts_anyway: boolean): void {
    const found = this.settled().find((each) => each.answer.key === key);
    if (!found) return;
    this.dismiss(key);
    this.write(WAITING, [...this.waiting(), { ...found.answer, counts_anyway }]);
  }

  dismiss(key: string): void {
    this.write(
      SETTLED,
      this.settled().filter((each) => each.answer.key !== key),
    );
  }

  private read<T>(name: string): T[] {
    try {
      const found: unknown = JSON.parse(this.storage.getItem(name) ?? "[]");
      return Array.isArray(found) ? (found as T[]) : [];
    } catch {
      return [];
    }
  }

  private write(name: string, value: unknown[]): void {
    this.storage.setItem(name, JSON.stringify(value));
  }
}
