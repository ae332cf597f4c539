import type { ProofResult } from '../part.ts';
import type { FaultKind } from './faultKinds.ts';

/** One fault, and what came of it. */
interface Noted {
  readonly operation: string;
  readonly kind: FaultKind;
  /** Undefined where the operation ended before it. */
  readonly hit: { readonly call: string; readonly site: string } | undefined;
  /** In a word: the code of an error, or how it succeeded. */
  readonly ended: string;
}

/** Counts faults, and keeps what went wrong. */
export class Tally {
  readonly #faults = new Map<string, number>();
  readonly #operations = new Set<string>();
  readonly #sites = new Set<string>();
  readonly #ends = new Map<string, number>();
  readonly #failures = new Set<string>();

  note({ operation, kind, hit, ended }: Noted): void {
    this.#operations.add(operation);
    if (hit === undefined) return;
    this.#sites.add(`${hit.call} ${hit.site}`);
    count(this.#faults, kind);
    count(this.#ends, ended);
  }

  fail(problem: string): void {
    this.#failures.add(problem);
  }

  result(): ProofResult {
    const total = [...this.#faults.values()].reduce((sum, number) => sum + number, 0);
    return {
      figures: {
        operations: this.#operations.size,
        'places in the program reached': this.#sites.size,
        'faults injected': total,
        'of which': listed(this.#faults),
        'how they ended': listed(this.#ends),
      },
      failures: [...this.#failures],
    };
  }
}

function count(counts: Map<string, number>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}

function listed(counts: ReadonlyMap<string, number>): string {
  const sorted = [...counts].sort(([, one], [, other]) => other - one);
  return sorted.map(([what, number]) => `${what} ${number}`).join(', ');
}
