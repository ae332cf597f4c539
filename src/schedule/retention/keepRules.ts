/** Which archives of a path stay when the others are removed; a missing number asks for none of its kind. */
export interface KeepRules {
  /** The newest so many. */
  readonly last?: number;
  /** The newest of each of so many days. */
  readonly daily?: number;
  readonly weekly?: number;
  readonly monthly?: number;
}
