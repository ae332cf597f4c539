import { z } from 'zod';
import { HttpError } from '../httpError.ts';

/** The last archive of a page: the next one starts after it, so uploads in between shift nothing. */
export interface Place {
  /** Milliseconds since 1970. */
  readonly uploaded: number;
  readonly name: string;
}

const cursorSchema = z.tuple([z.int(), z.string()]);

export function encodeCursor({ uploaded, name }: Place): string {
  return Buffer.from(JSON.stringify([uploaded, name])).toString('base64url');
}

/** @throws {HttpError} 400 for a text that is no cursor. */
export function decodeCursor(cursor: string): Place {
  try {
    const [uploaded, name] = cursorSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    return { uploaded, name };
  } catch {
    throw new HttpError(400, 'The cursor is not one this server has given');
  }
}
