/** Code that reads what others wrote, and what must hold whatever that is. */
export interface FuzzTarget {
  /** Inputs to begin with: good ones, and those that found a defect once. */
  readonly seeds: readonly Buffer[];
  /** What the format is made of; mutations put it in. */
  readonly dictionary: readonly string[];
  /** Longer inputs are not made. */
  readonly maximumLength: number;
  /**
   * Feeds one input to the code, the same way each time.
   *
   * @throws {Error} where the code does what it never may
   */
  run(input: Buffer): void | Promise<void>;
}

/** Gives a target what it needs. @param folder an empty one of its own */
export type CreateTarget = (folder: string) => FuzzTarget | Promise<FuzzTarget>;

/** Something that must hold does not. */
export class OracleError extends Error {
  override readonly name = 'OracleError';
}

/** @throws {OracleError} with that sentence unless `holds` */
export function must(holds: boolean, sentence: string): asserts holds {
  if (!holds) throw new OracleError(sentence);
}
