import type { IncomingMessage } from 'node:http';
import { HttpError } from './httpError.ts';

const maximumNameBytes = 255;

/**
 * The archive named by the `File-Name` header: a base name, percent-encoded where it is not printable ASCII.
 *
 * @throws {HttpError} 400 without exactly one acceptable name.
 */
export function archiveNameOf(request: IncomingMessage): string {
  const [value, ...others] = request.headersDistinct['file-name'] ?? [];
  if (value === undefined || others.length > 0) throw new HttpError(400, 'One File-Name header is required');
  if (!/^[\x20-\x7e]*$/.test(value)) {
    throw new HttpError(400, 'File-Name must be printable ASCII, other characters percent-encoded');
  }
  const name = /%[0-9A-Fa-f]{2}/.test(value) ? percentDecode(value) : value;
  if (!isArchiveName(name)) throw new HttpError(400, 'File-Name must be a base name of at most 255 bytes');
  return name;
}

/** True for a name that stays inside its folder and can be shown: no path, no control characters. */
export function isArchiveName(name: string): boolean {
  if (name === '' || name === '.' || name === '..') return false;
  if (/[/\\\p{Cc}]/u.test(name) || !name.isWellFormed()) return false;
  return Buffer.byteLength(name) <= maximumNameBytes;
}

function percentDecode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw new HttpError(400, 'File-Name is not valid percent-encoded UTF-8');
  }
}
