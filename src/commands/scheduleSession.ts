import type { Session } from '../client/session.ts';
import type { EncryptionMode, LoginOptions, UploadResult } from '../client/types.ts';
import { type ScheduleEntry, uploadOptionsOf } from '../schedule/entry.ts';
import type { Context } from './context.ts';
import { modeOf } from './encryptionMode.ts';
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
  #mode: Promise<EncryptionMode> | undefined;

  constructor(context: Context, loginOptions: () => Promise<LoginOptions>) {
    this.#context = context;
    this.#loginOptions = loginOptions;
  }

  readonly upload = async (entry: ScheduleEntry, signal: AbortSignal): Promise<UploadResult> => {
    const { client } = await import('../client/index.ts');
    this.#mode ??= modeOf(this.#context);
    const mode = await this.#mode;
    this.#session ??= this.#open();
    return client.uploadFile(await this.#session, [entry.path], {
      ...transferOptions(this.#context),
      ...uploadOptionsOf(entry),
      mode,
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

  async #open(): Promise<Session> {
    const { client } = await import('../client/index.ts');
    return client.loginToServer(await this.#loginOptions());
  }
}
