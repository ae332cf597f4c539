import type { SessionInfo } from '../../../client/client.ts';
import type { Credentials } from '../effects.ts';
import type { Message } from '../messages.ts';
import type { ScreensClient } from '../screensClient.ts';
import type { TransferRequest } from '../transferState.ts';
import { readTree } from './readTree.ts';
import type { Tasks } from './tasks.ts';
import { type Outcome, runTransfer } from './transfer.ts';

/** Everything that is done with a session; the session itself stays in here. */
export interface SessionWork {
  logIn(credentials: Credentials): Promise<void>;
  /** Cancels what runs and ends the session. */
  logOut(): Promise<void>;
  listArchives(): Promise<void>;
  /** Reads what is inside an archive. */
  readArchive(name: string): Promise<void>;
  transfer(request: TransferRequest): Promise<Outcome | undefined>;
}

interface Options {
  readonly client: ScreensClient;
  readonly home: string;
  readonly tasks: Tasks;
  readonly dispatch: (message: Message) => void;
}

export function createSessionWork({ client, home, tasks, dispatch }: Options): SessionWork {
  let session: SessionInfo | null = null;

  return {
    async logIn({ passphrase, ...credentials }) {
      const signal = tasks.begin('log-in');
      try {
        const opened = await client.loginToServer({
          home,
          ...credentials,
          ...(passphrase === null ? {} : { passphrase }),
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
      if (mine === null) return undefined;
      return runTransfer(request, {
        client,
        session: mine,
        signal: tasks.begin('transfer'),
        // What a transfer of an ended session still has to say is no longer heard.
        dispatch: (message) => {
          if (session === mine) dispatch(message);
        },
      });
    },
  };
}
