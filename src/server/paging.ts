import { z } from 'zod';
import { HttpError } from './httpError.ts';
import type { ArchivePage, StoredArchive } from './store.ts';

/** A cursor names the last archive of the page before, so that uploads in between shift nothing. */
const cursorSchema = z.tuple([z.number(), z.string()]);

/**
 * Puts archives in order, newest first, and cuts the page out that starts after `cursor`.
 *
 * @throws {HttpError} 400 for a malformed cursor.
 */
export function pageOf(
  archives: readonly StoredArchive[],
  page: { limit?: number; cursor?: string },
): ArchivePage {
  const ordered = archives.toSorted(compare);
  const last = page.cursor === undefined ? undefined : decodeCursor(page.cursor);
  const rest = last === undefined ? ordered : ordered.filter((archive) => compare(archive, last) > 0);
  const shown = rest.slice(0, page.limit);
  const end = shown.at(-1);
  return {
    archives: shown,
    next: end !== undefined && shown.length < rest.length ? encodeCursor(end) : null,
  };
}

type Place = Pick<StoredArchive, 'name' | 'uploadedAt'>;

function compare(one: Place, other: Place): number {
  const difference = other.uploadedAt.getTime() - one.uploadedAt.getTime();
  if (difference !== 0) return difference;
  if (one.name === other.name) return 0;
  return one.name < other.name ? 1 : -1;
}

function encodeCursor({ uploadedAt, name }: Place): string {
  return Buffer.from(JSON.stringify([uploadedAt.getTime(), name])).toString('base64url');
}

function decodeCursor(cursor: string): Place {
  try {
    const [milliseconds, name] = cursorSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    return { uploadedAt: new Date(milliseconds), name };
  } catch {
    throw new HttpError(400, 'The cursor is not one this server has given');
  }
}
