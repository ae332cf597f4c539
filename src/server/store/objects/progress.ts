import { randomUUID } from 'node:crypto';

/** Of a part: what S3 asks for at least, of all but the last. */
const smallestPart = 5 * 2 ** 20;
/** Of the 10,000 that S3 allows. */
const mostParts = 9000;

/** How far an upload has come: all of it is in objects, or in parts of one. */
export interface Progress {
  /** Bytes that are kept. */
  readonly stored: number;
  /** Undefined before its first bytes have come; 0 without an envelope. */
  readonly envelopeLength: number | undefined;
  /** The id of the upload in parts, or the intent to begin one, which may have been done; undefined before. */
  readonly multipart: string | undefined;
  /** Those of the parts, in their order. */
  readonly tags: readonly string[];
  /** The object with what came after the last whole part. */
  readonly rest: string | undefined;
}

export const noProgress: Progress = {
  stored: 0,
  envelopeLength: undefined,
  multipart: undefined,
  tags: [],
  rest: undefined,
};

/** Stands for an upload in parts whose id is not known yet; no id begins like that. */
export function newIntent(): string {
  return `?${randomUUID()}`;
}

export function isIntent(multipart: string): boolean {
  return multipart.startsWith('?');
}

/** Bytes of a part, for an upload of that length. */
export function partSizeOf(length: number): number {
  return Math.max(smallestPart, Math.ceil(length / mostParts));
}

/** Bytes that are in their final place; the others are in the rest. */
export function settledBytes({ stored, envelopeLength = 0, tags, rest }: Progress, length: number): number {
  if (rest === undefined) return stored;
  return tags.length === 0 ? 0 : Math.min(length, envelopeLength + tags.length * partSizeOf(length));
}
