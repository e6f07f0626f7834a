/** The numbers of a run's events, `<attempt>.<sequence>`, and which of them are new. */

export class EventOrder {
  private attempt = 0;
  private sequence = 0;

  /** The last accepted number; 0.0 before the first. */
  get position(): string {
    return `${this.attempt}.${this.sequence}`;
  }

  /** old: a duplicate, or from an abandoned attempt. restarted: the first event of a new attempt. */
  take(eventId: string): "new" | "old" | "restarted" {
    const [attempt = 0, sequence = 0] = eventId.split(".").map(Number);
    if (attempt < this.attempt || (attempt === this.attempt && sequence <= this.sequence)) return "old";
    const isRestarted = this.attempt > 0 && attempt > this.attempt;
    [this.attempt, this.sequence] = [attempt, sequence];
    return isRestarted ? "restarted" : "new";
  }
}
