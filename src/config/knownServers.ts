import { join } from 'node:path';
import { z } from 'zod';
import { homePaths } from './home.ts';
import { inspectJsonFile, type JsonFileState, readJsonFile, writeJsonFile } from './jsonFile.ts';

const knownServer = z.object({
  /** SHA-256 of the certificate, upper-case hexadecimal with colons. */
  fingerprint256: z.string(),
  /** SHA-256 of its public key (SPKI), which a renewal may keep; in base64url. */
  publicKey256: z.string(),
  subject: z.string(),
  issuer: z.string(),
  validFrom: z.coerce.date(),
  validTo: z.coerce.date(),
  /** When a login with this certificate first succeeded. */
  firstSeen: z.coerce.date(),
});
const knownServers = z.object({ version: z.literal(1), servers: z.record(z.string(), knownServer) });

/** The certificate by which a server is known again. */
export type KnownServer = z.infer<typeof knownServer>;
type KnownServers = z.infer<typeof knownServers>;

const none: KnownServers = { version: 1, servers: {} };

/**
 * What is known of a server.
 *
 * @param address host and port, in one spelling
 * @throws {UserError} `file-set-aside` when the file is broken
 */
export async function loadKnownServer(home: string, address: string): Promise<KnownServer | undefined> {
  return (await load(home)).servers[address];
}

/** What the file of the known servers is found to be, untouched. @throws {UserError} `path-unreadable` */
export function inspectKnownServers(home: string): Promise<JsonFileState<object>> {
  return inspectJsonFile<object>(knownServersPath(home), knownServers);
}

/** Keeps what is known of a server (0600, atomically). @throws {UserError} `disk-full`, `write-refused` */
export async function saveKnownServer(home: string, address: string, server: KnownServer): Promise<void> {
  const { servers, ...rest } = await load(home);
  await writeJsonFile(knownServersPath(home), { ...rest, servers: { ...servers, [address]: server } });
}

function load(home: string): Promise<KnownServers> {
  return readJsonFile(knownServersPath(home), knownServers, none);
}

/** Where they are in a home. */
export function knownServersPath(home: string): string {
  return join(homePaths(home).state, 'known_servers.json');
}
