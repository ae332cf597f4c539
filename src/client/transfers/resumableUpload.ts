import { readFile } from 'node:fs/promises';
import { homePaths } from '../../config/home.ts';
import { MachineKey } from '../../crypto/machineKey.ts';
import type { ArchivePlan } from '../../crypto/pack/layout.ts';
import { ResumableSeal } from '../../crypto/seal/resumableSeal.ts';
import { areUnchanged, segmentAt } from '../../crypto/seal/resume.ts';
import { SourcesDiffer } from '../../crypto/seal/sealSegments.ts';
import {
  appendTusUpload,
  createTusUpload,
  isOffsetConflict,
  type TusUpload,
  terminateTusUpload,
  tusOffset,
} from '../../net/tus.ts';
import { countBytes } from '../countBytes.ts';
import { withSessionId } from '../relogin.ts';
import { Backoff } from '../retry.ts';
import type { Session } from '../session.ts';
import type { TransferOptions, UploadResult } from '../types.ts';
import { readMembers, writeMembers } from './memberFile.ts';
import { SegmentJournal } from './segmentJournal.ts';
import { isOwned, TransferFolder, thisOwner, type UploadRecord } from './transferFolder.ts';

/** The upload cannot go on where it stopped. */
class CannotResume extends Error {
  override readonly name = 'CannotResume';
  readonly notice: 'restarted-sources-changed' | 'restarted-server-changed';

  constructor(notice: CannotResume['notice']) {
    super(notice);
    this.notice = notice;
  }
}

/** What to send. */
export interface PlannedUpload {
  readonly paths: readonly string[];
  readonly plan: ArchivePlan;
  readonly name: string;
  readonly created: Date;
}

/**
 * Sends an archive so that it can go on after anything: a dropped line, a killed process, a restarted server.
 * What is needed for that lies in the home until the server has all of it.
 *
 * @throws {UserError} of the connection, when trying again did not help; what was sent is kept on both sides
 */
export async function uploadResumably(
  session: Session,
  planned: PlannedUpload,
  options: TransferOptions,
): Promise<UploadResult> {
  for (;;) {
    const upload = await beginUpload(session, planned, options.signal);
    try {
      return await upload.run(options);
    } catch (error) {
      if (!(error instanceof CannotResume)) throw error;
      await upload.discard();
      options.onNotice?.(error.notice);
    }
  }
}

/**
 * Goes on with an unfinished upload of the same paths to the same account, if there is one.
 *
 * @returns null when there is none, or it cannot go on; what is left of it is gone then
 */
export async function resumeUpload(
  session: Session,
  paths: readonly string[],
  options: TransferOptions,
): Promise<UploadResult | null> {
  for (const { folder, record } of await TransferFolder.list(session.home)) {
    if (record.kind !== 'upload' || isOwned(record) || !isOf(session, record)) continue;
    if (record.paths.join('\0') !== paths.join('\0')) continue;
    const upload = await reopenUpload(session, folder, record);
    try {
      if (!upload) throw new CannotResume('restarted-sources-changed');
      options.onNotice?.('resumed');
      return await upload.run(options);
    } catch (error) {
      if (!(error instanceof CannotResume)) throw error;
      await discardUpload(session, folder, record);
      options.onNotice?.(error.notice);
    }
  }
  return null;
}

/** Gives an unfinished upload up, on both sides. */
export async function discardUpload(
  session: Session,
  folder: TransferFolder,
  record: UploadRecord,
): Promise<void> {
  const { pool } = session;
  await withSessionId(session, (id) => terminateTusUpload(pool, id, record.upload as TusUpload));
  await folder.remove();
}

function isOf({ host, port, username }: Session, record: UploadRecord): boolean {
  return record.host === host && record.port === port && record.username === username;
}

async function beginUpload(session: Session, planned: PlannedUpload, signal?: AbortSignal): Promise<Upload> {
  const { paths, plan, name, created } = planned;
  const { pool, capabilities, keys, home, host, port, username } = session;
  const seal = await keys.storage.beginResumable(plan, { name, created });
  const upload = await withSessionId(
    session,
    (id) => createTusUpload(pool, id, capabilities.tus?.path ?? '', { name, size: seal.size }, signal),
    signal,
  );
  const folder = await TransferFolder.create(home);
  const machineKey = await loadMachineKey(home);
  const record: UploadRecord = {
    version: 1,
    kind: 'upload',
    host,
    port,
    username,
    name,
    startedAt: created.toISOString(),
    owner: thisOwner(),
    paths: [...paths],
    upload,
    size: seal.size,
    plaintextLength: plan.plaintextLength,
    head: seal.head.toString('base64'),
    fileKey: machineKey.seal(seal.fileKey).toString('base64'),
  };
  await writeMembers(folder.file('members.ndjson'), plan.members);
  await folder.write(record);
  return new Upload(session, folder, record, seal);
}

/** Null when the sources are no longer what they were, or the key was sealed by another machine. */
async function reopenUpload(
  session: Session,
  folder: TransferFolder,
  record: UploadRecord,
): Promise<Upload | null> {
  const fileKey = (await loadMachineKey(session.home)).open(Buffer.from(record.fileKey, 'base64'));
  const members = await readMembers(folder.file('members.ndjson')).catch(() => null);
  if (!fileKey || !members || !(await areUnchanged(members))) return null;
  const bytes = members.reduce((sum, { size }) => sum + size, 0);
  const plan = { members, warnings: [], bytes, plaintextLength: record.plaintextLength };
  const identity = { name: record.name, created: new Date(record.startedAt) };
  const seal = ResumableSeal.resume(Buffer.from(record.head, 'base64'), fileKey, plan, identity);
  await folder.write({ ...record, owner: thisOwner() });
  return new Upload(session, folder, record, seal);
}

async function loadMachineKey(home: string): Promise<MachineKey> {
  return new MachineKey(await readFile(homePaths(home).clientKey));
}

class Upload {
  readonly #session: Session;
  readonly #folder: TransferFolder;
  readonly #record: UploadRecord;
  readonly #seal: ResumableSeal;

  constructor(session: Session, folder: TransferFolder, record: UploadRecord, seal: ResumableSeal) {
    this.#session = session;
    this.#folder = folder;
    this.#record = record;
    this.#seal = seal;
  }

  /** @throws {CannotResume} and {UserError} */
  async run(options: TransferOptions): Promise<UploadResult> {
    const journal = await SegmentJournal.open(this.#folder.file('segments'));
    const backoff = new Backoff(options);
    let reached = 0;
    try {
      for (;;) {
        try {
          reached = await this.#offset(options.signal);
          if (reached < this.#record.size) await this.#append(reached, journal, options);
          break;
        } catch (error) {
          if (error instanceof SourcesDiffer) throw new CannotResume('restarted-sources-changed');
          if (!isOffsetConflict(error)) await backoff.failed(error, reached);
        }
      }
    } finally {
      await journal.close();
      this.#seal.close();
    }
    await this.#folder.remove();
    const { name, size } = this.#record;
    return { name, sealedBytes: size, ...this.#seal.report() };
  }

  /** Gives it up, on the server too. */
  discard(): Promise<void> {
    return discardUpload(this.#session, this.#folder, this.#record);
  }

  async #offset(signal: AbortSignal | undefined): Promise<number> {
    const { pool } = this.#session;
    const upload = this.#record.upload as TusUpload;
    const offset = await withSessionId(this.#session, (id) => tusOffset(pool, id, upload, signal), signal);
    if (offset === null || offset > this.#record.size) throw new CannotResume('restarted-server-changed');
    return offset;
  }

  async #append(
    offset: number,
    journal: SegmentJournal,
    { signal, onProgress }: TransferOptions,
  ): Promise<void> {
    const { size } = this.#record;
    const { pool } = this.#session;
    const upload = this.#record.upload as TusUpload;
    const chunks = countBytes(await this.#chunksFrom(offset, journal, signal), (sent) => {
      const doneBytes = offset + sent;
      onProgress?.({ stage: doneBytes === size ? 'confirming' : 'sending', doneBytes, totalBytes: size });
    });
    const body = { length: size - offset, chunks };
    await appendTusUpload(pool, this.#session.access.sessionId, upload, offset, body, signal);
  }

  /** The bytes of the archive from an offset on; the segment that holds it is sealed again with its old IV. */
  async #chunksFrom(
    offset: number,
    journal: SegmentJournal,
    signal: AbortSignal | undefined,
  ): Promise<AsyncGenerator<Buffer, void, void>> {
    const place = segmentAt(offset);
    if (!place) {
      const segments = this.#seal.segments({ segmentNumber: 0, plaintextPosition: 0 }, undefined, signal);
      return joined(this.#seal.head.subarray(offset), journal.note(segments, 0), 0);
    }
    const begun = offset - place.position;
    const sealedBefore = begun > 0 ? await journal.read(place.segmentNumber) : undefined;
    if (sealedBefore === null) throw new CannotResume('restarted-server-changed');
    const segments = this.#seal.segments(place, sealedBefore, signal);
    return joined(Buffer.alloc(0), journal.note(segments, place.segmentNumber), begun);
  }
}

/** A head, then the segments, without the bytes of the first one that were sent before. */
async function* joined(
  head: Buffer,
  segments: AsyncGenerator<Buffer, void, void>,
  sentBefore: number,
): AsyncGenerator<Buffer, void, void> {
  if (head.length > 0) yield head;
  let left = sentBefore;
  for await (const segment of segments) {
    yield left > 0 ? segment.subarray(left) : segment;
    left = 0;
  }
}
