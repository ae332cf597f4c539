import type { IncomingMessage } from 'node:http';
import { HttpError } from './httpError.ts';
import type { Precondition, StoredArchive } from './store/store.ts';

/** The strong entity tag of an archive (RFC 9110, section 8.8.3). */
export function entityTagOf({ version }: Pick<StoredArchive, 'version'>): string {
  return `"${version}"`;
}

const listPattern = /^[\t ]*(?:(?:W\/)?"[\x21\x23-\x7e]*"[\t ]*(?:,[\t ]*|$))+$/;

/**
 * `If-Match` (RFC 9110, section 13.1.1) as a condition on the version of an archive; undefined where there is
 * none. Weak tags match nothing.
 *
 * @throws {HttpError} 400 for a malformed one
 */
export function ifMatchOf({ headers }: IncomingMessage): Precondition | undefined {
  const value = headers['if-match'];
  if (value === undefined) return undefined;
  if (value.trim() === '*') return () => true;
  const tags = tagsOf(value);
  return (version) => tags.includes(entityTagOf({ version }));
}

/**
 * `If-None-Match: *` of an upload (section 13.1.2): true where it must not take the place of an archive.
 *
 * @throws {HttpError} 400 for any other
 */
export function isOnlyForNew({ headers }: IncomingMessage): boolean {
  const value = headers['if-none-match'];
  if (value === undefined) return false;
  if (value.trim() !== '*') throw new HttpError(400, 'If-None-Match of an upload must be *');
  return true;
}

/** `If-None-Match` (section 13.1.2): true when the client has this archive already. */
export function isKnownToClient({ headers }: IncomingMessage, archive: StoredArchive): boolean {
  const value = headers['if-none-match'];
  if (value === undefined) return false;
  if (value.trim() === '*') return true;
  // The comparison is weak here.
  return tagsOf(value).some((tag) => tag.replace(/^W\//, '') === entityTagOf(archive));
}

/**
 * `If-Range` (section 13.1.5): false when the range is of another version, and the whole archive is to be sent. A
 * date never matches, because the time of the upload is no strong validator.
 */
export function rangeStillHolds({ headers }: IncomingMessage, archive: StoredArchive): boolean {
  const value = headers['if-range'];
  return value === undefined || value === entityTagOf(archive);
}

function tagsOf(value: string): string[] {
  if (!listPattern.test(value)) throw new HttpError(400, 'A list of entity tags is malformed');
  return value.match(/(?:W\/)?"[^"]*"/g) ?? [];
}
