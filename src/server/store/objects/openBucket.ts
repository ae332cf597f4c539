import { UserError } from '../../../common/errors.ts';
import { HttpError } from '../../httpError.ts';
import type { ServerMetrics } from '../../serverMetrics.ts';
import { Bucket } from './bucket.ts';
import { bucketLocationOf } from './location.ts';

/** Where an object store is. */
export interface StorePlace {
  /** `s3://BUCKET[/PREFIX]` */
  readonly storeUrl: string;
  /** URL of the S3-compatible object store; that of AWS without one. */
  readonly endpoint?: string;
}

/** The bucket, once it has answered. @throws {UserError} `usage`, `store-away` */
export async function openBucket(place: StorePlace, metrics: ServerMetrics): Promise<Bucket> {
  const { storeUrl, endpoint } = place;
  const bucket = new Bucket({
    ...bucketLocationOf(storeUrl),
    ...(endpoint !== undefined && { endpoint }),
    metrics,
  });
  try {
    await bucket.check();
    return bucket;
  } catch (error) {
    bucket.close();
    throw storeAway(place, error);
  }
}

/** What an error of the store means for whoever runs it. */
export function storeAway({ storeUrl: store }: StorePlace, error: unknown): UserError {
  const cause = error instanceof HttpError ? (error.cause ?? error) : error;
  const reason = cause instanceof Error ? cause.message || cause.name : String(cause);
  return new UserError('store-away', { store, reason }, { cause: error });
}
