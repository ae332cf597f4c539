import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { DataStore, type Upload } from '@tus/server';
import { isArchiveName } from '../archiveName.ts';
import { isOnlyForNew } from '../entityTag.ts';
import type { Services } from '../exchange.ts';
import { HttpError } from '../httpError.ts';
import type { Session } from '../sessions.ts';
import type { ResumableUploads } from '../store/store.ts';

/**
 * The uploads of an account as one request sees them: the tus library calls it while it holds the lock of the
 * upload. It adds what is ours: names, quotas, and that a complete upload becomes an archive. The body of the
 * request does not pass through the library, which would carry it at half the speed.
 */
export class RequestStore extends DataStore {
  readonly #services: Services;
  readonly #session: Session;
  readonly #uploads: ResumableUploads;
  readonly #request: IncomingMessage;
  #isFinished = false;

  constructor(services: Services, session: Session, uploads: ResumableUploads, request: IncomingMessage) {
    super();
    this.#services = services;
    this.#session = session;
    this.#uploads = uploads;
    this.#request = request;
    this.extensions = uploads.dataStore.extensions;
  }

  /** True when this request has found the upload complete, or made it so. */
  get isFinished(): boolean {
    return this.#isFinished;
  }

  override async create(upload: Upload): Promise<Upload> {
    const name = upload.metadata?.['filename'];
    if (typeof name !== 'string' || !isArchiveName(name)) {
      throw new HttpError(400, 'Upload-Metadata must have a filename: a base name of at most 255 bytes');
    }
    const created = await this.#services.quotas.withRoomToBegin(
      this.#session.username,
      upload.size ?? 0,
      () => this.#uploads.begin(upload, { onlyNew: isOnlyForNew(this.#request) }),
    );
    if (upload.size === 0) await this.#finish(upload);
    return created;
  }

  override async getUpload(id: string): Promise<Upload> {
    const upload = await this.#uploads.dataStore.getUpload(id);
    // Complete since the server was killed, or since the disk was too full to make it an archive.
    if (upload.offset === upload.size) await this.#finish(upload);
    return upload;
  }

  override async write(stream: Readable, id: string, offset: number): Promise<number> {
    stream.resume();
    const end = await this.#uploads.dataStore.write(this.#request, id, offset);
    this.#services.metrics.transferred('in', end - offset);
    await this.getUpload(id);
    return end;
  }

  override remove(id: string): Promise<void> {
    return this.#uploads.dataStore.remove(id);
  }

  async #finish({ id, size, metadata }: Upload): Promise<void> {
    const { sessions, log } = this.#services;
    const { username } = this.#session;
    // The account may be gone by now, and what it had with it.
    if (!(await sessions.isValid(this.#session))) throw new HttpError(403, 'The session has ended meanwhile');
    // Making a large archive durable can take longer than a silent connection is kept.
    this.#request.socket.setTimeout(0);
    const isNew = await this.#uploads.finish(id);
    this.#isFinished = true;
    if (!isNew) return;
    log({
      level: 'info',
      event: 'upload',
      facts: { username, name: metadata?.['filename'] ?? '', bytes: size },
    });
  }
}
