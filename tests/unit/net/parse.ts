import { HttpProtocolError, type ResponseHead } from '../../../src/net/http/responseHead.ts';
import { ResponseParser } from '../../../src/net/http/responseParser.ts';

/** Everything that a parser makes of some bytes. */
export interface Parsed {
  readonly outcome: 'complete' | 'incomplete' | 'refused';
  /** Why it was refused. */
  readonly reason: string;
  readonly head: ResponseHead | undefined;
  /** As Latin-1. */
  readonly body: string;
  readonly keepsAlive: boolean;
  /** Bytes after the end of the response. */
  readonly rest: string;
}

/** The pieces between the given offsets; offsets beyond the end and empty pieces are dropped. */
export function splitAt(bytes: Buffer, offsets: readonly number[]): Buffer[] {
  const ends = [...new Set(offsets)].filter((offset) => offset > 0 && offset < bytes.length);
  ends.sort((one, other) => one - other);
  return [0, ...ends].map((start, index) => bytes.subarray(start, ends[index] ?? bytes.length));
}

/** Feeds the pieces to a parser, then the end of the connection. */
export function parse(pieces: readonly Buffer[], method = 'GET'): Parsed {
  let head: ResponseHead | undefined;
  const body: Buffer[] = [];
  const rest: Buffer[] = [];
  const parser = new ResponseParser(method, {
    onHead(given) {
      if (head) throw new Error('told of two heads');
      head = given;
    },
    onBody: (bytes) => body.push(bytes),
  });
  const result = (outcome: Parsed['outcome'], reason = ''): Parsed => ({
    outcome,
    reason,
    head,
    body: Buffer.concat(body).toString('latin1'),
    keepsAlive: outcome === 'complete' && parser.keepsAlive,
    rest: Buffer.concat(rest).toString('latin1'),
  });
  try {
    for (const piece of pieces) rest.push(piece.subarray(parser.push(piece)));
  } catch (error) {
    if (error instanceof HttpProtocolError) return result('refused', error.message);
    throw error;
  }
  try {
    parser.end();
    return result('complete');
  } catch (error) {
    if (error instanceof HttpProtocolError) return result('incomplete');
    throw error;
  }
}
