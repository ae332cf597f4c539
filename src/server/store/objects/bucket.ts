import type { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { ByteRange } from '../../byteRange.ts';
import type { ServerMetrics } from '../../serverMetrics.ts';
import type { BucketLocation } from './location.ts';
import { isMissing, told } from './storeErrors.ts';

export interface BucketOptions extends BucketLocation {
  /** URL of the object store; that of AWS without one. */
  readonly endpoint?: string;
  readonly metrics: ServerMetrics;
  /** So long an attempt may take, or a stream be silent. Default 15 s. */
  readonly timeoutMilliseconds?: number;
}

/** With pauses of up to a second in between: whoever waits for an answer hears of it in less than a minute. */
const attempts = 3;
const connectMilliseconds = 3000;
const usualTimeoutMilliseconds = 15_000;

/** Downloads hold one each, as long as they take. */
const connections = 1024;

/**
 * The bucket, by what the store asks of it. Everything waits for a bounded time, is tried again where that can help, and
 * is counted.
 *
 * @throws {HttpError} of all methods: 503 while the object store does not answer or refuses, 507 when it is full
 */
export class Bucket {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #prefix: string;
  readonly #metrics: ServerMetrics;

  /** Credentials come from where the tools of AWS look for them: the environment, files, the machine. */
  constructor({
    endpoint,
    bucket,
    prefix,
    metrics,
    timeoutMilliseconds = usualTimeoutMilliseconds,
  }: BucketOptions) {
    const { AWS_REGION, AWS_DEFAULT_REGION = 'us-east-1' } = process.env;
    this.#bucket = bucket;
    this.#prefix = prefix;
    this.#metrics = metrics;
    this.#client = new S3Client({
      // Other stores know no regions, and yet one belongs into each signature.
      ...(endpoint !== undefined && { endpoint, region: AWS_REGION ?? AWS_DEFAULT_REGION }),
      forcePathStyle: true,
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      maxAttempts: attempts,
      requestHandler: {
        connectionTimeout: connectMilliseconds,
        requestTimeout: timeoutMilliseconds,
        socketTimeout: timeoutMilliseconds,
        throwOnRequestTimeout: true,
        httpAgent: { maxSockets: connections },
        httpsAgent: { maxSockets: connections },
      },
    });
  }

  /** @param name the archive it is of, for whoever finds the object without the database */
  async put(key: string, body: Buffer, name: string): Promise<void> {
    await this.#call('put', () =>
      this.#client.send(new PutObjectCommand({ ...this.#at(key), Body: body, ...about(name) })),
    );
  }

  /** Bytes of an object, as a stream. */
  async get(key: string, { start, end }: ByteRange): Promise<Readable> {
    const range = `bytes=${start}-${end - 1}`;
    const { Body } = await this.#call('get', () =>
      this.#client.send(new GetObjectCommand({ ...this.#at(key), Range: range })),
    );
    return Body as Readable;
  }

  /** Bytes; undefined where there is no such object. */
  async sizeOf(key: string): Promise<number | undefined> {
    try {
      const { ContentLength } = await this.#call('head', () =>
        this.#client.send(new HeadObjectCommand(this.#at(key))),
      );
      return ContentLength;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  /** Also of an object that is not there. */
  async delete(key: string): Promise<void> {
    await this.#call('delete', () => this.#client.send(new DeleteObjectCommand(this.#at(key))));
  }

  /** Gives the id of an upload in parts. */
  async beginParts(key: string, name: string): Promise<string> {
    const { UploadId = '' } = await this.#call('create-multipart', () =>
      this.#client.send(new CreateMultipartUploadCommand({ ...this.#at(key), ...about(name) })),
    );
    return UploadId;
  }

  /** Gives the tag of the part. @param number from 1 on */
  async putPart(key: string, id: string, number: number, body: Buffer): Promise<string> {
    const part = { ...this.#at(key), UploadId: id, PartNumber: number, Body: body };
    const { ETag = '' } = await this.#call('upload-part', () =>
      this.#client.send(new UploadPartCommand(part)),
    );
    return ETag;
  }

  /** Makes an object of the parts. @throws what `isMissing` knows, where there are none any more */
  async completeParts(key: string, id: string, tags: readonly string[]): Promise<void> {
    const Parts = tags.map((ETag, at) => ({ ETag, PartNumber: at + 1 }));
    const complete = { ...this.#at(key), UploadId: id, MultipartUpload: { Parts } };
    await this.#call('complete-multipart', () =>
      this.#client.send(new CompleteMultipartUploadCommand(complete)),
    );
  }

  /** Removes what was uploaded in parts and never made an object. */
  async abortParts(key: string): Promise<void> {
    const { Bucket, Key } = this.#at(key);
    const { Uploads = [] } = await this.#call('list-multipart', () =>
      this.#client.send(new ListMultipartUploadsCommand({ Bucket, Prefix: Key })),
    );
    for (const { UploadId } of Uploads.filter((upload) => upload.Key === Key)) {
      const aborted = new AbortMultipartUploadCommand({ Bucket, Key, UploadId });
      await this.#call('abort-multipart', () => this.#client.send(aborted)).catch((error: unknown) => {
        if (!isMissing(error)) throw error;
      });
    }
  }

  /** Asks the bucket for anything at all. */
  async check(): Promise<void> {
    const listing = new ListObjectsV2Command({ Bucket: this.#bucket, Prefix: this.#prefix, MaxKeys: 1 });
    await this.#call('list', () => this.#client.send(listing));
  }

  close(): void {
    this.#client.destroy();
  }

  #at(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.#bucket, Key: `${this.#prefix}${key}` };
  }

  async #call<T>(call: string, send: () => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    let outcome: 'done' | 'failed' = 'failed';
    try {
      const answer = await send();
      outcome = 'done';
      return answer;
    } catch (error) {
      throw told(error);
    } finally {
      this.#metrics.storeCall({ call, outcome, seconds: (performance.now() - startedAt) / 1000 });
    }
  }
}

/** Header values are ASCII. */
function about(name: string): { Metadata: Record<string, string> } {
  return { Metadata: { name: encodeURIComponent(name) } };
}
