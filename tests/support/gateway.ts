import { randomUUID } from 'node:crypto';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { type GatewayAccess, startGateway } from '../../scripts/gateway.ts';
import { hasPeers } from './peers.ts';
import { sharedPeer } from './sharedPeers.ts';

/** True where Ceph's gateway can be started, see `hasPeers`. */
export function hasGateway(): boolean {
  return hasPeers(
    [
      ['ceph-mon', '--version'],
      ['ceph-osd', '--version'],
      ['radosgw', '--version'],
      ['setpriv', '--version'],
      ['sh', '-c', 'test $(id -u) = 0'],
    ],
    'ceph-mon ceph-osd radosgw; and be root',
  );
}

/** The one gateway that all tests of a run share. */
export async function sharedGateway(): Promise<GatewayAccess> {
  return JSON.parse(await sharedPeer('gateway')) as GatewayAccess;
}

/** Starts it for `sharedPeers.ts`. */
export async function gatewayPeer(folder: string): Promise<{ address: string; stop: () => Promise<void> }> {
  const { endpoint, region, accessKey, secretKey, stop } = await startGateway(folder);
  return { address: JSON.stringify({ endpoint, region, accessKey, secretKey }), stop };
}

/** A client as the tests need it beside the store. */
export function s3Client({ endpoint, region, accessKey, secretKey }: GatewayAccess): S3Client {
  return new S3Client({
    endpoint,
    region,
    forcePathStyle: true,
    credentials: { accessKeyId: accessKey, secretAccessKey: secretKey },
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}

/** Makes an empty bucket and gives its name. */
export async function makeBucket(access: GatewayAccess): Promise<string> {
  const name = `test-${randomUUID()}`;
  const client = s3Client(access);
  await client.send(new CreateBucketCommand({ Bucket: name }));
  client.destroy();
  return name;
}
