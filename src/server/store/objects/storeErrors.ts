import { S3ServiceException } from '@aws-sdk/client-s3';
import { HttpError } from '../../httpError.ts';

/** How object stores say that there is no room: AWS never does, Ceph by quotas, MinIO and Garage by the disk. */
const full: readonly string[] = [
  'QuotaExceeded',
  'XMinioStorageFull',
  'XMinioAdminBucketQuotaExceeded',
  'InsufficientStorage',
];

const missing: readonly string[] = ['NoSuchKey', 'NotFound', 'NoSuchUpload'];

/** True for the answer that there is no such object, or no such upload in parts. */
export function isMissing(error: unknown): boolean {
  return error instanceof S3ServiceException && missing.includes(error.name);
}

/**
 * Says of an error of a call what it means for a request. Whatever the store refuses, credentials or the bucket among it,
 * is nothing that a client has done wrong: it may come back when somebody has mended it.
 */
export function told(error: unknown): unknown {
  if (error instanceof TypeError || isMissing(error)) return error;
  if (
    error instanceof S3ServiceException &&
    (full.includes(error.name) || error.$metadata.httpStatusCode === 507)
  ) {
    return new HttpError(507, 'The object store of the server is full', {}, { cause: error });
  }
  return HttpError.away('The object store of the server does not answer', error);
}
