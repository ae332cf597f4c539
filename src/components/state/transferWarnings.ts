import type { VerifyResult, Warning } from '../../client/types.ts';
import type { TransferOutcome } from './transferState.ts';

export interface TransferWarnings {
  /** Whose they are. */
  readonly subject: string;
  readonly all: readonly Warning[];
}

/** What went not quite as asked in a transfer. */
export function warningsOf(outcome: TransferOutcome): TransferWarnings {
  switch (outcome.kind) {
    case 'uploaded':
    case 'downloaded':
      return { subject: outcome.result.name, all: outcome.result.warnings };
    case 'verified':
      return { subject: outcome.result.name, all: changedFiles(outcome.result) };
    default:
      return { subject: '', all: [] };
  }
}

function changedFiles({ changed }: VerifyResult): readonly Warning[] {
  return changed.map((path) => ({ path, problem: 'changed' }));
}
