/** A module of the program with a counter in each of its blocks. */
export interface InstrumentedModule {
  /** JavaScript that counts in an array by the name of `counterName`. */
  readonly code: string;
  readonly counters: number;
  /** Texts that the module compares with, which an input may have to hold. */
  readonly compared: readonly string[];
}

export const counterName = '__blocks';
