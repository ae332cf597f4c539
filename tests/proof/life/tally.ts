const keptNotes = 40;

/** What is counted, and what was done last. */
export class Tally {
  readonly #counts = new Map<string, number>();
  readonly #notes: string[] = [];

  add(what: string, count = 1): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + count);
  }

  of(what: string): number {
    return this.#counts.get(what) ?? 0;
  }

  /** A line of what was done, for whoever looks for the cause of a failure. */
  note(line: string): void {
    this.#notes.push(line);
    if (this.#notes.length > keptNotes) this.#notes.shift();
  }

  get notes(): readonly string[] {
    return this.#notes;
  }

  /** All counts, by name. */
  figures(): Record<string, number> {
    return Object.fromEntries([...this.#counts].sort(([one], [other]) => (one < other ? -1 : 1)));
  }
}
