/** What a part of the proof gets to work with. */
export interface ProofOptions {
  /** How long a part that could go on for ever goes on; the others do all there is. */
  readonly minutes: number;
  /** Of everything random: the same seed gives the same run. */
  readonly seed: number;
  /** An empty folder of its own, removed afterwards. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

export interface ProofResult {
  /** What was counted or measured, in the order in which to show it. */
  readonly figures: Readonly<Record<string, string | number>>;
  /** What is not as it should be, one line each; empty when all is well. */
  readonly failures: readonly string[];
}

/** One kind of evidence. Its short form, a test beside it, calls the same functions with small numbers. */
export interface ProofPart {
  readonly title: string;
  /** Default of `--minutes` for this part. */
  readonly minutes: number;
  run(options: ProofOptions): Promise<ProofResult>;
}
