import type { Session } from '../client/session.ts';
import type { LoginOptions, UploadResult } from '../client/types.ts';
import { UserError } from '../common/errors.ts';
import { type ScheduleEntry, uploadOptionsOf } from '../schedule/entry.ts';
import { prunableArchives } from '../schedule/retention/prunableArchives.ts';
import { type Pruned, pruneAfterUpload } from '../schedule/retention/pruneAfterUpload.ts';
import { localZone } from '../schedule/rule.ts';
import type { Context } from './context.ts';
import { transferOptions } from './transferOptions.ts';

/**
 * The session of a scheduled run: opened for the first upload, so that a login that fails is a failure of what
 * was to be uploaded, with history, retries and alarm; and tried once a run, so that a wrong password does not
 * lock the account.
 */
export class ScheduleSession {
  readonly #context: Context;
  readonly #loginOptions: () => Promise<LoginOptions>;
  #session: Promise<Session> | undefined;
  #isWarned = false;

  constructor(context: Context, loginOptions: () => Promise<LoginOptions>) {
    this.#context = context;
    this.#loginOptions = loginOptions;
  }

  readonly upload = async (entry: ScheduleEntry, signal: AbortSignal): Promise<UploadResult> => {
    const { client } = await import('../client/index.ts');
    if (entry.mode === 'server') this.#allowPlain(entry.path);
    this.#session ??= this.#open();
    return client.uploadFile(await this.#session, [entry.path], {
      ...transferOptions(this.#context),
      ...uploadOptionsOf(entry),
      signal,
    });
  };

  readonly prune = async (entry: ScheduleEntry, archive: string, signal: AbortSignal): Promise<Pruned> => {
    const session = await this.#session;
    if (session === undefined) return { removed: [], error: null };
    const { client } = await import('../client/index.ts');
    const archives = prunableArchives(client, session, signal);
    return pruneAfterUpload(archives, entry, {
      home: this.#context.home,
      archive,
      zone: localZone(),
      signal,
    });
  };

  /** Ends it, if it was opened; the next upload opens another. */
  async close(): Promise<void> {
    const opened = this.#session;
    this.#session = undefined;
    const session = await opened?.catch(() => undefined);
    if (session === undefined) return;
    const { client } = await import('../client/index.ts');
    await client.logout(session);
  }

  /** Says, once, that the server can read what it gets. Whoever names recipients does not expect that. */
  #allowPlain(path: string): void {
    const { command, output } = this.#context;
    const { recipient = [] } = command.opts<{ recipient?: string[] }>();
    if (recipient.length > 0) throw new UserError('one-file-only', { path, found: 'options' });
    if (!this.#isWarned) output.note(output.text.serverMode);
    this.#isWarned = true;
  }

  async #open(): Promise<Session> {
    const { client } = await import('../client/index.ts');
    return client.loginToServer({ ...(await this.#loginOptions()), willSeal: true });
  }
}
