/** The data of a run so far: the rows of each arm, and the symptoms found in them. */
import type { FrameEvent, PredictionShown, ResultEvent } from "#schemas";

export type Row = number | null;
export type State =
  | "idle"
  | "starting"
  | "queued"
  | "running"
  | "finished"
  | "failed"
  | "cancelled"
  | "refused"
  | "offline"
  | "lost";

export class Arm {
  step = 0;
  steps = 0;
  result: ResultEvent | null = null;
  prediction: PredictionShown | null = null;
  isPredictionAsked = false;
  before: Arm | null = null; // of the run that was shown before this one
  readonly rows: Record<string, (Row | Row[])[]> = {};
  private readonly known: Record<string, Row[]> = {};

  constructor(readonly label: string) {}

  /** One number for each step. A column with parts gives the total norm, or the largest part if it is not a norm. */
  numbers(name: string): Row[] {
    const rows = this.rows[name] ?? [];
    const known = (this.known[name] ??= []);
    const whole = name.endsWith("norm") ? length : largest;
    for (let step = known.length; step < rows.length; step += 1) {
      const row = rows[step] as Row | Row[];
      known.push(Array.isArray(row) ? whole(row) : row);
    }
    return known;
  }

  matrix(name: string): Row[][] {
    return (this.rows[name] ?? []).map((row) => (Array.isArray(row) ? row : [row]));
  }
}

function largest(parts: Row[]): Row {
  const numbers = parts.filter((part): part is number => part !== null);
  return numbers.length ? Math.max(...numbers) : null;
}

/** The total norm, from the norms of the parts. */
function length(parts: Row[]): Row {
  return parts.some((part) => part === null) ? null : Math.hypot(...(parts as number[]));
}

export class RunStore {
  arms: Arm[];
  plannedSteps: number;

  constructor(
    private readonly labels: string[],
    plannedSteps: number,
  ) {
    this.arms = labels.map((label) => new Arm(label));
    this.plannedSteps = plannedSteps;
  }

  clear(plannedSteps = this.plannedSteps): void {
    const before = this.arms;
    this.arms = this.labels.map((label) => new Arm(label));
    this.arms.forEach((arm, index) => {
      const old = before[index];
      arm.before = old?.step ? old : (old?.before ?? null);
      if (arm.before) arm.before.before = null;
    });
    this.plannedSteps = plannedSteps;
  }

  add(frame: FrameEvent): void {
    const arm = this.arms[frame.experiment];
    if (!arm) return;
    for (const [name, rows] of Object.entries(frame.rows)) {
      (arm.rows[name] ??= []).push(...rows);
    }
    arm.step = frame.step;
    arm.steps = frame.steps;
    this.plannedSteps = Math.max(this.plannedSteps, frame.steps);
  }

  conclude(result: ResultEvent): void {
    const arm = this.arms[result.experiment];
    if (arm) arm.result = result;
  }

  /** The last step with numbers; -1 before the first. */
  get last(): number {
    return Math.max(0, ...this.arms.map((arm) => arm.rows["loss"]?.length ?? 0)) - 1;
  }

  get step(): number {
    return Math.max(0, ...this.arms.map((arm) => arm.step));
  }

  /** The completed share of all updates; an arm that stopped early counts as complete. */
  get progress(): number {
    const shares = this.arms.map((arm) => (arm.result ? 1 : arm.steps ? arm.step / arm.steps : 0));
    return shares.reduce((sum, share) => sum + share, 0) / Math.max(1, shares.length);
  }
}
