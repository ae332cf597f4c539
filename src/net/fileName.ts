import type { Capabilities } from './api.ts';
import { isFieldValue } from './http/request.ts';

/** `extended`: the server has announced something, and so reads names in percent-encoding. */
export type Level = 'base' | 'extended';

export function levelOf(capabilities: Capabilities): Level {
  return Object.keys(capabilities).length > 0 ? 'extended' : 'base';
}

/** What stands in `File-Name` for a name; null where it can stand in no header. */
export function fileNameField(name: string, level: Level): string | null {
  const field = level === 'base' ? name : encodeFileName(name);
  return field !== '' && isFieldValue(field) ? field : null;
}

/**
 * Names that a server of the base level can keep: printable ASCII that is one word of a path, without what such a
 * server splits its header lines at.
 */
export function isBaseName(name: string): boolean {
  return isFieldValue(name) && !/[%/\\]|: /.test(name) && !['', '.', '..'].includes(name);
}

/** Percent-encoded UTF-8 for all that is not printable ASCII, and for `%` itself. */
function encodeFileName(name: string): string {
  return name.toWellFormed().replace(/[^\x21-\x24\x26-\x7e]+/gu, encodeURIComponent);
}
