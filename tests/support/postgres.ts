import { onTestFinished } from 'vitest';
import { createDatabase, dropDatabase, versions } from '../../scripts/postgres.ts';
import { hasPeers } from './peers.ts';
import { sharedPeer } from './sharedPeers.ts';

/** True where a PostgreSQL server can be started, see `hasPeers`. */
export function hasPostgres(): boolean {
  return hasPeers(
    [
      ['sh', '-c', `ls ${versions}/*/bin/postgres`],
      ['setpriv', '--version'],
    ],
    'postgresql',
  );
}

/** A new, empty database of the one server that all tests of a run share, for the length of the test; it takes 0.2 s. */
export async function testDatabase(): Promise<string> {
  const url = await createDatabase(Number(await sharedPeer('postgres')));
  onTestFinished(() => dropDatabase(url));
  return url;
}
