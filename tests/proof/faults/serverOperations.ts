import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../../src/common/errors.ts';
import {
  archiveName,
  isSame,
  type ServerWork,
  serverWork,
  storedBy,
  strayFiles,
} from '../support/serverWork.ts';
import type { Station } from '../support/station.ts';
import { type Reply, Visitor } from '../support/visitor.ts';
import type { Attempt, Operation } from './everyCall.ts';
import type { Watched } from './injection.ts';

/** What a server does with archives, asked over the network; faults are its own. */
export function serverOperations(station: Station): Operation[] {
  const looks: ServerWork[] = [
    asLook('list archives', (visitor) => visitor.list()),
    asLook('send an archive', (visitor) => visitor.download(archiveName)),
  ];
  return [...serverWork, ...looks].map((work) => atServer(station, work));
}

function asLook(name: string, ask: ServerWork['ask']): ServerWork {
  const archive = serverWork.find(({ before }) => before !== null)?.before ?? null;
  return { name, before: archive, after: archive, ask };
}

function atServer(station: Station, work: ServerWork): Operation {
  return {
    name: `server: ${work.name}`,
    async prepare(folder, watched: Watched): Promise<Attempt> {
      const data = join(folder, 'data');
      await cp(station.data, data, { recursive: true });
      const server = await watched.run(() => station.serve(data));
      const visitor = await Visitor.visit(station.home, server.port);
      await visitor.logIn();
      if (work.before !== null) await visitor.upload(archiveName, work.before);
      const check = async (wanted: readonly (Buffer | null)[]) => {
        const stored = await storedBy(visitor);
        return wanted.some((bytes) => isSame(stored, bytes))
          ? []
          : ['the archive is not as it was or should be'];
      };
      return {
        run: async () => refusalOf(await work.ask(visitor).catch(asLostAnswer)),
        inspect: (isDone) => check(isDone ? [work.after] : [work.before, work.after]),
        async verify() {
          const wrong = await check([work.after]);
          await server.close();
          // What the next start has to make good is made good.
          const again = await station.serve(data);
          await again.close();
          return [...wrong, ...(await strayFiles(data, work))];
        },
        async close() {
          visitor.leave();
          await server.close();
        },
      };
    },
  };
}

/** A download that began cannot end with a status: its connection is cut. */
function asLostAnswer(): Reply {
  return { status: 500, headers: {}, body: Buffer.alloc(0) };
}

/** @throws {UserError} where the server refused for a reason that it tells as it should */
function refusalOf({ status, body }: Reply): string | undefined {
  if (status < 300) return undefined;
  if (status !== 500 && status !== 507) throw new Error(`status ${status}: ${body.toString()}`);
  throw new UserError('server-answered', { status, message: body.toString() });
}
