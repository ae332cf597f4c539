import type { Visitor } from '../../net/support/server.ts';

export type Attack = (visitor: Visitor, head: string, body: string) => Promise<unknown>;

/** Everything a server can announce. */
export const everything = {
  raw: true,
  range: true,
  list: 2,
  delete: true,
  rewrap: true,
  tus: { path: '/files/', version: '1.0.0' },
};

/** Answers the login as it should, and everything else by the attack. */
export function attacker(attack: Attack, capabilities: object = everything) {
  return async (visitor: Visitor) => {
    for (;;) {
      const { head, body } = await visitor.request();
      const target = head.split(' ')[1];
      if (target === '/login') await sendJson(visitor, { message: 'ok', session_id: 'id', capabilities });
      else if (target === '/logout') await sendJson(visitor, { message: 'bye' });
      else await attack(visitor, head, body);
    }
  };
}

export async function sendJson(
  visitor: Visitor,
  value: unknown,
  status = '200 OK',
  fields = '',
): Promise<void> {
  await sendBody(visitor, JSON.stringify(value), status, fields);
}

/** A whole response; each of `fields` ends with `↵`. */
export async function sendBody(
  visitor: Visitor,
  body: string,
  status = '200 OK',
  fields = '',
): Promise<void> {
  await visitor.send(`HTTP/1.1 ${status}↵${fields}Content-Length: ${Buffer.byteLength(body)}↵↵`);
  visitor.socket.write(body);
}

/** Sends some text at once, then one byte of the other now and then, for ever. */
export async function drip(visitor: Visitor, start: string, again = 'x'): Promise<void> {
  await visitor.send(start);
  const dripping = setInterval(() => visitor.socket.write(again), 20);
  await visitor.gone;
  clearInterval(dripping);
}
