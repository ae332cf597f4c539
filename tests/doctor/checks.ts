import type { Check, CheckId } from '../../src/client/doctor/check.ts';
import { UserError } from '../../src/common/errors.ts';

/** What a check found, in a line: its status and its code. */
export function foundBy(checks: readonly Check[], id: CheckId): string {
  const found = checks.filter((check) => check.id === id);
  return found.map(({ status, found: { code } }) => `${status} ${code}`).join(', ');
}

/** All that is not well, as `id status code`. */
export function troubles(checks: readonly Check[]): string[] {
  return checks
    .filter(({ status }) => status === 'warning' || status === 'problem')
    .map(({ id, status, found: { code } }) => `${id} ${status} ${code}`);
}

/** The checks that were left out, and which one is to blame. */
export function leftOut(checks: readonly Check[]): Record<string, string> {
  return Object.fromEntries(
    checks.flatMap(({ id, found }) =>
      !(found instanceof UserError) && found.code === 'not-checked' ? [[id, found.facts.after]] : [],
    ),
  );
}
