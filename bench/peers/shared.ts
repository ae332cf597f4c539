import { copyFile, writeFile } from 'node:fs/promises';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { freePort } from '../../scripts/freePort.ts';
import { startGateway } from '../../scripts/gateway.ts';
import { startPostgres } from '../../scripts/postgres.ts';
import { carryOut } from '../measure.ts';
import { type Server, startServer } from '../processes.ts';
import type { Stage } from '../stage.ts';
import { password, username } from './ours.ts';
import { missingTools } from './tools.ts';

/** Our own server on an object store in memory and a database, all on this machine; or why there is none. */
export async function startShared({ place, program, certificates }: Stage): Promise<Server | string> {
  const missing = missingTools('ceph-mon', 'ceph-osd', 'radosgw', 'psql');
  if (missing !== null) return missing;
  if (process.getuid?.() !== 0) return 'Ceph and PostgreSQL are started by root only';
  const gateway = await startGateway(await place.makeFolder('gateway'));
  place.onClose(() => gateway.stop());
  const postgres = await startPostgres();
  place.onClose(() => postgres.stop());
  const { endpoint, region, accessKey, secretKey } = gateway;
  const credentials = { accessKeyId: accessKey, secretAccessKey: secretKey };
  const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  await client.send(new CreateBucketCommand({ Bucket: 'archives' }));
  client.destroy();
  const folder = await place.makeFolder('shared-certs');
  await copyFile(certificates.server.certificate, `${folder}/server.crt`);
  await copyFile(certificates.server.key, `${folder}/server.key`);
  await copyFile(certificates.authority, `${folder}/ca.crt`);
  const keys = place.path('session-keys');
  await writeFile(keys, `${Buffer.alloc(32, 7).toString('base64')}\n`, { mode: 0o600 });
  const environment = {
    SECURE_CLIENT_HOME: place.path('shared-home'),
    SECURE_CLIENT_PASSWORD: password,
    SECURE_CLIENT_DATABASE_URL: await postgres.createDatabase(),
    AWS_ACCESS_KEY_ID: accessKey,
    AWS_SECRET_ACCESS_KEY: secretKey,
  };
  const start = [process.execPath, program];
  const url = environment.SECURE_CLIENT_DATABASE_URL;
  await carryOut(place, { words: [...start, 'users', 'add', username, '--database', url], environment });
  const port = await freePort();
  const where = ['--store', 's3://archives', '--s3-endpoint', endpoint, '--session-keys', keys];
  const words = [...start, 'serve', ...where, '--certs', folder, '--port', String(port)];
  return startServer(place, 'shared', { words, environment }, port);
}
