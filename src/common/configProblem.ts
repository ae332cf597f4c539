/** What a setting takes. */
export type ExpectedValue =
  | { readonly kind: 'text' | 'url' | 'absolute-path' }
  | { readonly kind: 'one-of'; readonly values: readonly string[] }
  | {
      readonly kind: 'number';
      readonly isWhole: boolean;
      readonly least: number | null;
      readonly above: number | null;
      readonly most: number | null;
    }
  /** An object with these keys, or a list. */
  | { readonly kind: 'json'; readonly keys: readonly string[]; readonly example: string | null };
/** A key that is none. */
export interface UnknownKey {
  readonly key: string;
  /** What was probably meant. */
  readonly nearest: string | null;
  readonly keys: readonly string[];
}
/** What is wrong with a `config.json`. */
export type ConfigProblem =
  /** Counted from 1. */
  | { readonly kind: 'not-json'; readonly line: number; readonly column: number }
  | ({ readonly kind: 'unknown-key' } & UnknownKey)
  | { readonly kind: 'value'; readonly key: string; readonly expected: ExpectedValue };
