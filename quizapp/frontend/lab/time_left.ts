/** The remaining time of a run, estimated from the pace at which its numbers arrive. */

const SECONDS_OF_CATCHING_UP = 0.3; // earlier events arrive at once and say nothing about the pace
const FEWEST_SECONDS = 0.7;
const LEAST_PROGRESS = 0.02;
const SHORTEST_WORTH_SAYING_SECONDS = 2;

export class TimeLeft {
  private firstAt: number | null = null;
  private pacedFrom = { moment: 0, progress: 0 };

  /** now: seconds on any clock; progress: the completed share. */
  note(moment: number, progress: number): void {
    this.firstAt ??= moment;
    if (moment - this.firstAt < SECONDS_OF_CATCHING_UP) this.pacedFrom = { moment, progress };
  }

  forget(): void {
    this.firstAt = null;
  }

  /** Null while the pace is unknown, or if the whole run takes less than two seconds. */
  seconds(moment: number, progress: number): number | null {
    const [elapsed, done] = [moment - this.pacedFrom.moment, progress - this.pacedFrom.progress];
    if (this.firstAt === null || elapsed < FEWEST_SECONDS || done < LEAST_PROGRESS) return null;
    const left = ((1 - progress) * elapsed) / done;
    return left + moment - this.firstAt > SHORTEST_WORTH_SAYING_SECONDS ? left : null;
  }
}
