import { homedir, userInfo } from 'node:os';
import { basename, join, resolve } from 'node:path';

/** Where everything of one user lives. */
export interface HomePaths {
  readonly root: string;
  readonly config: string;
  /** Passwords to remember, sealed. */
  readonly credentials: string;
  readonly schedule: string;
  readonly certificates: string;
  readonly clientCertificate: string;
  readonly clientKey: string;
  readonly clientKeyStore: string;
  readonly authority: string;
  readonly downloads: string;
  readonly state: string;
}

/**
 * The home folder: what was asked for, else `$SECURE_CLIENT_HOME`, else `$XDG_CONFIG_HOME/secure-client`,
 * else `~/.config/secure-client`.
 */
export function findHome(
  asked: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const explicit = asked || environment['SECURE_CLIENT_HOME'];
  if (explicit) return resolve(explicit);
  // Of an empty HOME Node makes an empty path, which would be the working folder.
  const userHome = homedir() || userInfo().homedir;
  return resolve(environment['XDG_CONFIG_HOME'] || join(userHome, '.config'), 'secure-client');
}

/** The paths inside a home folder. */
export function homePaths(home: string): HomePaths {
  const certificates = join(home, 'certs');
  return {
    root: home,
    config: join(home, 'config.json'),
    credentials: join(home, 'credentials.json'),
    schedule: join(home, 'upload_schedule.json'),
    certificates,
    clientCertificate: join(certificates, 'client.crt'),
    clientKey: join(certificates, 'client.key'),
    clientKeyStore: join(certificates, 'client.p12'),
    authority: join(certificates, 'ca.crt'),
    downloads: join(home, 'downloads'),
    state: join(home, 'state'),
  };
}

/** A folder named after the archive in the downloads of the home, whatever the server calls it. */
export function downloadFolder(home: string, archive: string): string {
  return join(homePaths(home).downloads, folderName(archive));
}

/** The name of a folder for an archive, whatever the server calls it. */
export function folderName(archive: string): string {
  const name = basename(archive, '.enc');
  return /^\.*$/.test(name) ? 'archive' : name;
}
