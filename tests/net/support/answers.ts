import { poolFor } from './client.ts';
import { serveTls, type Visitor } from './server.ts';

export interface Answer {
  readonly body: string;
  readonly status?: string;
}

/** A pool whose server gives these answers, one after the other, and notes the requests. */
export async function serve(...answers: readonly Answer[]) {
  const requests: { head: string; body: string }[] = [];
  let next = 0;
  const script = async (visitor: Visitor) => {
    for (;;) {
      requests.push(await visitor.request());
      const { body, status = '200 OK' } = answers[next] ?? { body: '', status: '500 Too Much' };
      next += 1;
      await visitor.send(`HTTP/1.1 ${status}↵Content-Length: ${Buffer.byteLength(body)}↵↵`);
      visitor.socket.write(body);
    }
  };
  const server = await serveTls([script]);
  return { ...server, requests, pool: await poolFor(server) };
}

export function json(value: object, status = '200 OK'): Answer {
  return { body: JSON.stringify(value), status };
}

export type Odd = readonly [what: string, answer: Answer];

/** What is no answer to anything. */
export const odd: readonly Odd[] = [
  ['nothing', { body: '' }],
  ['no JSON', { body: '<html>' }],
  ['half of it', { body: '{"message":' }],
  ['an array', { body: '[]' }],
  ['null', { body: 'null' }],
];
