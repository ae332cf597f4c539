import { createHash, type X509Certificate } from 'node:crypto';
import { UserError } from '../common/errors.ts';
import { printable } from '../common/printable.ts';
import { type KnownServer, loadKnownServer, saveKnownServer } from '../config/knownServers.ts';
import { hostField, type Peer } from '../net/peer.ts';

/** What a check has found that was not known before. `renewed`: another certificate for the same key. */
export type PinChange = 'first' | 'renewed' | 'accepted';

/**
 * The certificate that a server showed at the first login. An authority could issue another one to somebody else, by
 * mistake or under duress: a server that shows up with a new key is asked about before it gets a password.
 */
export class ServerPin {
  readonly #home: string;
  readonly #peer: Peer;
  readonly #accepted: string | undefined;
  #known: KnownServer | undefined;
  #change: PinChange | undefined;

  private constructor(
    home: string,
    peer: Peer,
    accepted: string | undefined,
    known: KnownServer | undefined,
  ) {
    this.#home = home;
    this.#peer = peer;
    this.#accepted = accepted === undefined ? undefined : bare(accepted);
    this.#known = known;
  }

  /**
   * @param accepted fingerprint (SHA-256, hexadecimal) of the certificate that may take the place of the known one
   * @throws {UserError} `file-set-aside`, `path-unreadable`
   */
  static async load(home: string, peer: Peer, accepted?: string): Promise<ServerPin> {
    return new ServerPin(home, peer, accepted, await loadKnownServer(home, addressOf(peer)));
  }

  get change(): PinChange | undefined {
    return this.#change;
  }

  /**
   * Called with the certificate of each new connection, before anything is sent over it.
   *
   * @throws {UserError} `server-certificate-changed`, `server-certificate-not-accepted`
   */
  readonly check = (certificate: X509Certificate): void => {
    const shown = describe(certificate);
    const known = this.#known;
    if (shown.fingerprint256 === known?.fingerprint256) return;
    this.#change = this.#judge(shown, known);
    this.#known = shown;
  };

  /**
   * Keeps the certificate that the checks let through; only called after one.
   *
   * @throws {UserError} `disk-full`, `write-refused`
   */
  async save(): Promise<KnownServer> {
    if (this.#known === undefined) throw new Error('no certificate was checked');
    if (this.#change !== undefined) await saveKnownServer(this.#home, addressOf(this.#peer), this.#known);
    return this.#known;
  }

  #judge(shown: KnownServer, known: KnownServer | undefined): PinChange {
    const isAccepted = bare(shown.fingerprint256) === this.#accepted;
    if (known === undefined) {
      if (this.#accepted === undefined || isAccepted) return 'first';
      throw new UserError('server-certificate-not-accepted', { ...this.#peer, shown });
    }
    if (shown.publicKey256 === known.publicKey256) return 'renewed';
    if (isAccepted) return 'accepted';
    throw new UserError('server-certificate-changed', { ...this.#peer, known, shown });
  }
}

function describe(certificate: X509Certificate): KnownServer {
  const publicKey = certificate.publicKey.export({ type: 'spki', format: 'der' });
  return {
    fingerprint256: certificate.fingerprint256,
    publicKey256: createHash('sha256').update(publicKey).digest('base64url'),
    subject: onOneLine(certificate.subject),
    issuer: onOneLine(certificate.issuer),
    validFrom: certificate.validFromDate,
    validTo: certificate.validToDate,
    firstSeen: new Date(),
  };
}

/** A certificate may have no subject, and then Node has no text for it. */
function onOneLine(name: string | undefined): string {
  return printable((name ?? '').replaceAll('\n', ', '));
}

function addressOf(peer: Peer): string {
  return hostField(peer).toLowerCase();
}

function bare(fingerprint: string): string {
  return fingerprint.replaceAll(':', '').toUpperCase();
}
