import { UserError } from '../../../../src/common/errors.ts';

/** What work gives; undefined where it throws an error that it may throw: of the user, unless other kinds are named. */
export async function allowing<Result>(
  work: () => Result | Promise<Result>,
  kinds: readonly (new (...args: never[]) => Error)[] = [UserError],
): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    if (kinds.some((kind) => error instanceof kind)) return undefined;
    throw error;
  }
}

/** The same for work that does not wait. */
export function allowingNow<Result>(
  work: () => Result,
  kinds: readonly (new (...args: never[]) => Error)[] = [UserError],
): Result | undefined {
  try {
    return work();
  } catch (error) {
    if (kinds.some((kind) => error instanceof kind)) return undefined;
    throw error;
  }
}
