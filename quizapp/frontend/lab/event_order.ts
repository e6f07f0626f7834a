/** The numbers of a run's events, `<attempt>.<sequence>`: which of them are news. */

export class EventOrder {
  private attempt = 0;
  private sequence = 0;

  /** The last one that was taken; 0.0 before the first. */
  get position(): string {
    return `${this.attempt}.${this.sequence}`;
  }

  /** old: it came before, or belongs to an attempt that was given up. restarted: the first of another attempt. */
  take(eventId: string): "new" | "old" | "restarted" {
    const [attempt = 0, sequence = 0] = eventId.split(".").map(Number);
    if (attempt < this.attempt || (attempt === this.attempt && sequence <= this.sequence)) return "old";
    const isRestarted = this.attempt > 0 && attempt > this.attempt;
    [this.attempt, this.sequence] = [attempt, sequence];
    return isRestarted ? "restarted" : "new";
  }
}
