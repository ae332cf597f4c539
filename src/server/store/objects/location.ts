import { UserError } from '../../../common/errors.ts';

/** A bucket, and what all keys in it begin with: empty, or a text that ends with a slash. */
export interface BucketLocation {
  readonly bucket: string;
  readonly prefix: string;
}

/**
 * Reads `s3://BUCKET[/PREFIX]`.
 *
 * @throws {UserError} `usage`
 */
export function bucketLocationOf(text: string): BucketLocation {
  const [, bucket, path = ''] =
    /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([\w./-]*))?$/.exec(text) ?? [];
  if (bucket === undefined) throw new UserError('usage', { problem: 'store-url' });
  const prefix = path
    .split('/')
    .filter((part) => part !== '')
    .join('/');
  return { bucket, prefix: prefix === '' ? '' : `${prefix}/` };
}
