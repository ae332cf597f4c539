import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import type { Config } from '../../../src/config/config.ts';
import { noise } from '../../crypto/support/rawTar.ts';
import { authority, clientIdentity } from '../../net/support/certificates.ts';
import { serveTls, type TestServer } from '../../net/support/server.ts';
import { makeHome } from '../../support/clientHome.ts';
import { type Attack, attacker, sendBody } from './hostileServer.ts';
import { type ClientProcess, type Operation, type Outcome, startClientProcess } from './tasks.ts';

/** So little that an answer of 16 MiB just fits. */
const heapMiB = 64;
export const largestPeakMiB = 300;

let clientProcess: ClientProcess;

/** Starts the client for the tests of a file, and ends it after them. */
export function prepareClientProcess(): void {
  beforeAll(() => {
    clientProcess = startClientProcess(heapMiB);
  });
  afterAll(() => clientProcess.close());
}

/** What the client makes of a server. */
export async function meet(
  operation: Operation,
  { peer }: Pick<TestServer, 'peer'>,
  timeouts: Config['timeouts'] = {},
  content = noise(100_000),
): Promise<Outcome> {
  const { cert, key } = clientIdentity;
  const home = await makeHome({ cert, key, ca: authority.certificatePem, config: { timeouts } });
  const source = join(home, 'source.raw');
  await writeFile(source, content);
  const folder = join(home, 'restored');
  const outcome = await clientProcess.run({ operation, home, ...peer, archive: 'a.enc', folder, source });
  expect(await readdir(home)).not.toContain('restored');
  return outcome;
}
/** As `meet`, of a server that attacks once it has let the client in. */
export async function attacked(
  operation: Operation,
  attack: Attack,
  capabilities?: object,
  timeouts?: Config['timeouts'],
  content?: Buffer,
): Promise<Outcome> {
  return meet(operation, await serveTls([attacker(attack, capabilities)]), timeouts, content);
}
/** A server that answers with this text, and then the same again and again. */
export function sends(start: string, again?: string): Attack {
  return async (visitor) => {
    await visitor.send(start);
    if (again !== undefined) await visitor.sendForever(again.repeat(Math.ceil(16_384 / again.length)));
  };
}
export function answers(body: string, status?: string, fields?: string): Attack {
  return (visitor) => sendBody(visitor, body, status, fields);
}

export const ok = 'HTTP/1.1 200 OK↵';
/** The capabilities of a server of the base level. */
export const base = {};
