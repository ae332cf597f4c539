import { systemCode, UserError } from './errors.ts';

/** What to tell the user when a file could not be read. Errors that are not the system's stay as they are. */
export function toReadError(path: string, error: unknown): unknown {
  const code = systemCode(error);
  if (code === undefined) return error;
  if (code === 'ENOENT') return new UserError('path-not-found', { path }, { cause: error });
  return new UserError('path-unreadable', { path, reason: code }, { cause: error });
}

/** What to tell the user when a file could not be written. Errors that are not the system's stay as they are. */
export function toWriteError(path: string, error: unknown): unknown {
  const code = systemCode(error);
  if (code === undefined || code.startsWith('ERR_')) return error;
  if (isDiskFull(error)) return new UserError('disk-full', { path }, { cause: error });
  return new UserError('write-refused', { path, reason: code }, { cause: error });
}

/** True where the disk, or the part of it that the user may fill, has no room left. */
export function isDiskFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes(systemCode(error) ?? '');
}

/** Runs work on the local disk, and says of its errors what they mean for writing `path`. */
export async function asUserError<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw toWriteError(path, error);
  }
}
