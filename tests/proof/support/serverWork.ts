import { join } from 'node:path';
import { filesIn, unexpected } from './leftovers.ts';
import { envelope, sealed } from './sealed.ts';
import type { Reply, Visitor } from './visitor.ts';

/** A change of the one archive on a server, and what that may hold before and after; null: it is not there. */
export interface ServerWork {
  readonly name: string;
  readonly before: Buffer | null;
  readonly after: Buffer | null;
  /** Asks for it; may be asked again. */
  ask(visitor: Visitor): Promise<Reply>;
}

export const archiveName = 'a.enc';
const [old, next] = [sealed(1), sealed(2)];

/** All that changes archives. */
export const serverWork: readonly ServerWork[] = [
  {
    name: 'store a new archive',
    before: null,
    after: next,
    ask: (visitor) => visitor.upload(archiveName, next),
  },
  {
    name: 'replace an archive',
    before: old,
    after: next,
    ask: (visitor) => visitor.upload(archiveName, next),
  },
  {
    name: 'store an archive resumably',
    before: old,
    after: next,
    ask: (visitor) => visitor.uploadResumably(archiveName, next),
  },
  {
    name: 'delete an archive',
    before: old,
    after: null,
    async ask(visitor) {
      const reply = await visitor.delete(archiveName);
      // Asked again, it is gone already.
      return reply.status === 404 ? { ...reply, status: 200 } : reply;
    },
  },
  {
    name: 'rewrap an archive',
    before: old,
    after: next,
    async ask(visitor) {
      const present = await visitor.download(archiveName);
      if (present.status !== 200) return present;
      return visitor.rewrap(archiveName, envelope(2), String(present.headers['etag']));
    },
  },
];

/** What the server gives out under the name; null where it says that there is none. */
export async function storedBy(visitor: Visitor): Promise<Buffer | null> {
  const { status, body } = await visitor.download(archiveName);
  if (status === 200) return body;
  if (status === 404) return null;
  throw new Error(`the download ended with ${status}`);
}

/**
 * What is in the data folder of a server that has ended, and should not be. Resumable uploads are not among it: a client
 * may go on with them for a week.
 */
export async function strayFiles(data: string, { after }: ServerWork): Promise<string[]> {
  const expected = ['server.db', ...(after === null ? [] : [join('archives', 'ada', archiveName)])];
  const found = await filesIn(data);
  return unexpected(
    found.filter((path) => !/^(certs|uploads)\//.test(path)),
    [...expected, 'server.db-shm', 'server.db-wal'],
  );
}

/** True for the same bytes, or none in both places. */
export function isSame(one: Buffer | null, other: Buffer | null): boolean {
  return one === null || other === null ? one === other : one.equals(other);
}
