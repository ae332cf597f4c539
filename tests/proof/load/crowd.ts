/**
 * Some clients in one process, told about by a line of JSON: until a moment each uploads what nobody else has, downloads it,
 * compares it, and keeps some of it. Answers with a line of JSON for each.
 */
import { createCipheriv, createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { client } from '../../../src/client/index.ts';
import type { Session } from '../../../src/client/session.ts';
import { describeError } from '../../../src/text/describeError.ts';
import { createRandom } from '../../support/random.ts';
import type { Crowd, Deed, Person } from './crowds.ts';

const crowd = JSON.parse(await text(process.stdin)) as Crowd;
await Promise.all(crowd.people.map(live));

async function live(person: Person): Promise<void> {
  const deed: Deed = { client: person.id, bytes: 0, transfers: 0, kept: 0, failures: [] };
  try {
    const { host, port, recipient, identityFile, password } = crowd;
    const session = await client.loginToServer({
      ...{ host, port, password, home: person.home, username: person.username },
      recipients: [recipient],
      identityFiles: [identityFile],
    });
    try {
      await work(person, session, deed);
    } finally {
      await client.logout(session);
    }
  } catch (error) {
    deed.failures.push(tell(error));
  }
  process.stdout.write(`${JSON.stringify(deed)}\n`);
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

async function work(person: Person, session: Session, deed: Mutable<Deed>): Promise<void> {
  const random = createRandom(person.id + crowd.seed).next;
  const folder = join(person.home, 'work');
  const kept = new Map<string, string>();
  for (let round = 0; round === 0 || Date.now() < crowd.until; round += 1) {
    const source = join(folder, `source-${round}`);
    await mkdir(source, { recursive: true });
    const content = contentOf(Math.floor(random() * crowd.largestBytes), random);
    await writeFile(join(source, 'file'), content);
    const label = `client-${person.id}-${round}`;
    const { name } = await client.uploadFile(session, [source], { label });
    await rm(source, { recursive: true });
    deed.bytes += content.length;
    kept.set(name, digestOf(content));
    await restore(session, name, folder, kept, deed);
    deed.transfers += 2;
    // A list is short where not everything stays.
    if (random() < 0.5) {
      await client.deleteArchive(session, name);
      kept.delete(name);
    }
  }
  // Whatever was confirmed and not deleted is still there, and as it was.
  const listed = new Set((await client.listFiles(session)).map(({ name }) => name));
  for (const name of kept.keys()) {
    if (!listed.has(name)) deed.failures.push(`${name} is lost`);
    else await restore(session, name, folder, kept, undefined);
  }
  deed.kept = kept.size;
}

async function restore(
  session: Session,
  name: string,
  folder: string,
  kept: ReadonlyMap<string, string>,
  deed: Mutable<Deed> | undefined,
): Promise<void> {
  const destination = join(folder, 'restored');
  await client.downloadAndDecryptFile(session, name, { destination });
  const [inner = ''] = await readdir(destination);
  const content = await readFile(join(destination, inner, 'file'));
  if (digestOf(content) !== kept.get(name)) throw new Error(`${name} was restored as something else`);
  if (deed !== undefined) deed.bytes += content.length;
  await rm(destination, { recursive: true });
}

/** That many bytes which no compression makes fewer. */
function contentOf(bytes: number, random: () => number): Buffer {
  const key = Buffer.from(Array.from({ length: 16 }, () => Math.floor(random() * 256)));
  return createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(bytes));
}

function digestOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

function tell(error: unknown): string {
  const { message } = describeError(error, 'en');
  return error instanceof Error ? `${message} (${error.stack ?? error.message})` : message;
}
