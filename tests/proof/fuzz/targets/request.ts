import type { IncomingMessage } from 'node:http';
import { Metadata } from '@tus/server';
import { archiveNameOf, isArchiveName } from '../../../../src/server/archiveName.ts';
import { byteRangeOf } from '../../../../src/server/byteRange.ts';
import { ifMatchOf, isKnownToClient, rangeStillHolds } from '../../../../src/server/entityTag.ts';
import { HttpError } from '../../../../src/server/httpError.ts';
import { decodeCursor, encodeCursor } from '../../../../src/server/store/cursor.ts';
import type { StoredArchive } from '../../../../src/server/store/store.ts';
import { uploadIdOf } from '../../../../src/server/tus/tusRequest.ts';
import { type CreateTarget, must } from '../target.ts';
import { allowingNow } from './allowing.ts';

const size = 1000;
const archive = { version: 'v1' } as StoredArchive;

/** The value of a field of a request, after a byte that says of which: refused with a status, or understood as it is meant. */
export const create: CreateTarget = () => ({
  seeds: [
    ...[
      'bytes=0-9',
      'bytes=-5',
      'bytes=990-',
      'bytes=5-1',
      'bytes=0-0,2-3',
      'BYTES=1-99999999999999999999',
    ].map((value) => `r${value}`),
    ...['"v1"', 'W/"v1", "x"', '*', '"a" , ,', '"v1"\t,"v2"'].map((value) => `e${value}`),
    `c${encodeCursor({ uploaded: 1_764_000_000_000, name: 'é' })}`,
    ...['a.enc', 'caf%C3%A9', '%2e%2e', 'a%2Fb', '100%', '%ff'].map((value) => `n${value}`),
    ...['/files/', '/files', `/files/${'a'.repeat(32)}`, '/filesx'].map((value) => `u${value}`),
    ...['filename YQ==', 'filename YQ==,x', 'filename', 'a b,c d,e f'].map((value) => `m${value}`),
  ].map((text) => Buffer.from(text)),
  dictionary: [
    'bytes=',
    '-',
    ',',
    '"',
    'W/',
    '*',
    '%',
    '%2F',
    '%00',
    '..',
    '/',
    '\\',
    ' ',
    '\t',
    '=',
    '/files/',
    'filename ',
  ].concat(['99999999999999999999', '""', '","', '"a",'.repeat(16), '\t'.repeat(32), 'eyJ']),
  maximumLength: 8192,
  run(input) {
    const value = input.subarray(1).toString('latin1');
    readers[String.fromCharCode(input[0] ?? 0)]?.(value);
  },
});

const readers: Readonly<Record<string, (value: string) => void>> = {
  r(value) {
    const range = byteRangeOf(value, size);
    if (typeof range === 'string') return;
    must(range.start >= 0 && range.start < range.end && range.end <= size, 'a range outside of the archive');
  },
  e(value) {
    const headers = { 'if-match': value, 'if-none-match': value, 'if-range': value };
    const request = { headers } as unknown as IncomingMessage;
    const condition = allowingNow(() => ifMatchOf(request), [HttpError]);
    const isKnown = allowingNow(() => isKnownToClient(request, archive), [HttpError]);
    must((condition === undefined) === (isKnown === undefined), 'one field refuses what the other takes');
    must(condition?.('v1') !== true || isKnown === true, 'a strong match that is no weak one');
    must(!rangeStillHolds(request, archive) || value === '"v1"', 'a range of another version');
  },
  c(value) {
    const place = allowingNow(() => decodeCursor(value), [HttpError]);
    if (place === undefined) return;
    const again = decodeCursor(encodeCursor(place));
    // A cursor of ours is well-formed Unicode; what is not finds nothing.
    must(
      again.uploaded === place.uploaded && again.name === place.name.toWellFormed(),
      'another place once it is written',
    );
  },
  n(value) {
    const request = { headersDistinct: { 'file-name': [value] } } as unknown as IncomingMessage;
    const name = allowingNow(() => archiveNameOf(request), [HttpError]);
    if (name === undefined) return;
    must(
      isArchiveName(name) && !/[/\\\p{Cc}]/u.test(name) && !/^\.{0,2}$/.test(name),
      'a name that leads elsewhere',
    );
  },
  u(value) {
    const id = uploadIdOf(value);
    must(!id || /^[0-9a-f]{32}$/.test(id), 'an upload that leads elsewhere');
  },
  /** The package refuses with any error; the server answers 400 to all of them. */
  m(value) {
    const metadata = allowingNow(() => Metadata.parse(value), [Error]);
    const name = metadata?.['filename'];
    if (typeof name === 'string' && isArchiveName(name))
      must(!/[/\\\0]/.test(name), 'a name that leads elsewhere');
  },
};
