import type { ServerAbility } from './account.ts';
import type { CheckId } from './check.ts';

interface FilePath {
  readonly path: string;
}
interface Ending {
  readonly until: Date;
  /** Whole days left. */
  readonly days: number;
}

/** Everything that can be found, besides errors, with the facts that its sentence needs. */
export interface FindingFacts {
  // why something was not looked at
  'not-checked': { readonly after: CheckId };
  offline: object;
  'server-unknown': { readonly profiles: readonly string[] };
  'no-account': object;
  'no-password': object;
  'no-terminal': object;
  // home
  'folder-private': FilePath;
  'folder-missing': FilePath;
  /** `mode`: permissions, in octal. */
  'folder-open': FilePath & { readonly mode: string };
  'files-private': { readonly files: number };
  'files-open': { readonly paths: readonly string[] };
  'file-whole': FilePath;
  'file-missing': FilePath;
  'file-broken': FilePath & { readonly reason: string };
  'config-password': FilePath;
  'remembered-whole': object;
  'state-writable': FilePath;
  'disk-free': { readonly bytes: number };
  'disk-low': { readonly bytes: number };
  // certificates
  'certificate-good': FilePath & Ending & { readonly subject: string };
  'certificate-ending': FilePath & Ending & { readonly subject: string };
  'usage-client': object;
  'usage-other': FilePath;
  'key-matches': FilePath;
  'key-locked': FilePath;
  'authority-good': FilePath & Ending & { readonly subject: string };
  'authority-ending': FilePath & Ending & { readonly subject: string };
  'chain-complete': object;
  'chain-other': FilePath & { readonly issuer: string };
  // connection
  'name-found': { readonly host: string; readonly addresses: readonly string[] };
  'address-given': { readonly host: string };
  'port-open': { readonly port: number };
  /** `protocol`: empty where the connection was given up before it was known. */
  'tls-agreed': { readonly protocol: string };
  'server-certificate-good': Ending & { readonly names: readonly string[] };
  'server-certificate-ending': Ending & { readonly names: readonly string[] };
  'pin-first': object;
  'pin-known': object;
  'pin-renewed': object;
  'server-answers': object;
  'clock-right': object;
  /** How far ours is ahead of the server's; behind it where negative. */
  'clock-off': { readonly seconds: number };
  'clock-unknown': object;
  // account
  'passphrase-apart': object;
  'passphrase-is-password': object;
  'logged-in': { readonly username: string };
  'abilities-extended': { readonly abilities: readonly ServerAbility[] };
  'abilities-base': object;
  // schedule
  'schedule-whole': FilePath & { readonly paths: number };
  'schedule-empty': object;
  'sources-readable': { readonly paths: number };
  'uploads-fresh': object;
  'upload-late': FilePath & { readonly due: Date | null };
  'upload-failed': FilePath & { readonly code: string; readonly message: string; readonly failures: number };
  'lock-free': object;
  'lock-held': { readonly runner: string; readonly pid: number; readonly host: string; readonly since: Date };
  'lock-stale': {
    readonly runner: string;
    readonly pid: number;
    readonly host: string;
    readonly since: Date;
  };
  // terminal
  'terminal-capable': { readonly term: string };
  'terminal-bare': { readonly term: string };
  'window-large': { readonly columns: number; readonly rows: number };
  'window-small': {
    readonly columns: number;
    readonly rows: number;
    readonly smallest: { readonly columns: number; readonly rows: number };
  };
  'charset-unicode': object;
  'charset-letters': object;
  'charset-ascii': object;
  'colours-shown': { readonly colours: number };
  'colours-off': object;
  // program
  'program-version': { readonly version: string };
  'node-version': { readonly node: string; readonly needed: string; readonly openssl: string };
}
export type FindingCode = keyof FindingFacts;
