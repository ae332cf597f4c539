import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { clientNetwork } from './clientNetwork.ts';

/**
 * The places for connections: so many, and as many for those that have not finished their handshake. When there is one more,
 * somebody goes; who that is sees to it that nobody can keep the others out by opening many and doing nothing with them.
 */
export class Places {
  readonly #maximum: number;
  /** Before the end of their handshake, the oldest first. */
  readonly #beginning = new Map<string, Socket>();
  /** With whom they are, the oldest first. */
  readonly #secured = new Map<TLSSocket, string>();

  constructor(maximum: number) {
    this.#maximum = maximum;
  }

  /** A connection before its handshake. The oldest of them goes: an honest handshake takes no time. */
  begin(socket: Socket): void {
    const ends = endsOf(socket);
    this.#beginning.set(ends, socket);
    socket.once('close', () => {
      if (this.#beginning.get(ends) === socket) this.#beginning.delete(ends);
    });
    if (this.#beginning.size <= this.#maximum) return;
    const [oldest] = this.#beginning.values();
    oldest?.destroy();
  }

  /** A connection after its handshake. Whoever has the most loses the newest, so that what it does already can go on. */
  secure(socket: TLSSocket): void {
    this.#beginning.delete(endsOf(socket));
    this.#secured.set(socket, holderOf(socket));
    socket.once('close', () => this.#secured.delete(socket));
    if (this.#secured.size <= this.#maximum) return;
    const byHolder = Map.groupBy(this.#secured.keys(), (one) => this.#secured.get(one));
    const most = [...byHolder.values()].reduce((one, other) => (other.length > one.length ? other : one));
    most.at(-1)?.destroy();
  }
}

/** The same for a connection and for the TLS on top of it. */
function endsOf({ localAddress, remoteAddress, remotePort }: Socket): string {
  return `${localAddress} ${remoteAddress} ${remotePort}`;
}

/** A certificate, or a network where none is asked for. */
function holderOf(socket: TLSSocket): string {
  return socket.getPeerX509Certificate()?.fingerprint256 ?? clientNetwork(socket.remoteAddress ?? '');
}
