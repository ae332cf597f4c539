import type { SessionInfo } from '../../../client/client.ts';
import type { ScheduleEntry } from '../../../schedule/entry.ts';
import { prunableArchives } from '../../../schedule/retention/prunableArchives.ts';
import { type Pruned, pruneAfterUpload } from '../../../schedule/retention/pruneAfterUpload.ts';
import { localZone } from '../../../schedule/rule.ts';
import type { Credentials } from '../effects.ts';
import type { Message } from '../messages.ts';
import type { ScreensClient } from '../screensClient.ts';
import type { TransferRequest } from '../transferState.ts';
import { deleteArchives } from './deletion.ts';
import type { Memory } from './memory.ts';
import { readTree } from './readTree.ts';
import type { Tasks } from './tasks.ts';
import { runTransfer } from './transfer.ts';
import { discardTransfer } from './unfinished.ts';

/** Everything that is done with a session; the session itself stays in here. */
export interface SessionWork {
  logIn(credentials: Credentials): Promise<void>;
  /** Cancels what runs and ends the session. */
  logOut(): Promise<void>;
  listArchives(): Promise<void>;
  /** Reads what is inside an archive. */
  readArchive(name: string): Promise<void>;
  transfer(request: TransferRequest): Promise<void>;
  /** Looks for transfers that were interrupted before. */
  listUnfinished(): Promise<void>;
  discard(request: TransferRequest): Promise<void>;
  deleteArchives(names: readonly string[]): Promise<void>;
  /** Removes old archives of a scheduled path, after it was uploaded. Never throws. */
  prune(entry: ScheduleEntry, archive: string, signal: AbortSignal): Promise<Pruned>;
}

interface Options {
  readonly client: ScreensClient;
  readonly home: string;
  readonly tasks: Tasks;
  readonly now: () => Date;
  /** Adds what the memory has. */
  readonly complete: Memory['complete'];
  readonly dispatch: (message: Message) => void;
}

export function createSessionWork({ client, home, tasks, now, complete, dispatch }: Options): SessionWork {
  let session: SessionInfo | null = null;

  /** What work of an ended session still has to say is no longer heard. */
  function whileIn(mine: SessionInfo): (message: Message) => void {
    return (message) => {
      if (session === mine) dispatch(message);
    };
  }

  async function report(mine: SessionInfo, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      whileIn(mine)({ type: 'failed', error });
    }
  }

  return {
    async logIn(credentials) {
      const signal = tasks.begin('log-in');
      const { host, port, username, acceptCertificate } = credentials;
      try {
        const { password, passphrase, keyPassphrase } = await complete(credentials);
        const opened = await client.loginToServer({
          home,
          host,
          port,
          username,
          password,
          ...(passphrase === undefined ? {} : { passphrase }),
          ...(keyPassphrase === undefined ? {} : { keyPassphrase }),
          ...(acceptCertificate === undefined ? {} : { acceptCertificate }),
          signal,
          onStage: (stage) => {
            if (!signal.aborted) dispatch({ type: 'login-stage', stage });
          },
        });
        // Cancelled while the server was already saying yes.
        if (signal.aborted) return await client.logout(opened);
        session = opened;
        dispatch({ type: 'logged-in', session: opened });
      } catch (error) {
        if (!signal.aborted) dispatch({ type: 'login-failed', error });
      }
    },

    async logOut() {
      const ended = session;
      session = null;
      tasks.cancelAll();
      // The server forgets the session by itself; that it cannot be told changes nothing.
      if (ended !== null) await client.logout(ended).catch(() => {});
    },

    async listArchives() {
      const signal = tasks.begin('list-archives');
      if (session === null) return;
      try {
        const archives = await client.listFiles(session, signal);
        if (!signal.aborted) dispatch({ type: 'archives-listed', archives });
      } catch (error) {
        if (!signal.aborted) dispatch({ type: 'listing-failed', error });
      }
    },

    async readArchive(name) {
      const signal = tasks.begin('read-archive');
      if (session === null) return;
      try {
        const root = await readTree(client, session, name, signal, dispatch);
        // What was read too late is not that of an archive opened since.
        if (!signal.aborted) dispatch({ type: 'archive-read', name, root });
      } catch (error) {
        if (!signal.aborted) dispatch({ type: 'archive-failed', name, error });
      }
    },

    async transfer(request) {
      const mine = session;
      if (mine === null) return;
      const signal = tasks.begin('transfer');
      await runTransfer(request, { client, session: mine, signal, now, dispatch: whileIn(mine) });
    },

    async listUnfinished() {
      const mine = session;
      if (mine === null) return;
      const signal = tasks.begin('list-unfinished');
      await report(mine, async () => {
        const unfinished = await client.listUnfinished(mine, signal);
        whileIn(mine)({ type: 'unfinished-listed', unfinished });
      });
    },

    async discard(request) {
      const mine = session;
      if (mine !== null) await report(mine, () => discardTransfer(client, mine, request));
    },

    async deleteArchives(names) {
      const mine = session;
      if (mine === null) return;
      const signal = tasks.begin('delete-archives');
      await deleteArchives(names, { client, session: mine, signal, dispatch: whileIn(mine) });
    },

    async prune(entry, archive, signal) {
      if (session === null) return { removed: [], error: null };
      const archives = prunableArchives(client, session, signal);
      return pruneAfterUpload(archives, entry, { home, archive, zone: localZone(), signal });
    },
  };
}
