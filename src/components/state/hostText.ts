import { isIP } from 'node:net';

/** A server and its port, taken out of what was pasted or typed for the server. */
export interface Peer {
  readonly host: string;
  /** Null where none was given. */
  readonly port: string | null;
}

export type HostProblem = 'not-a-host' | 'host-with-scheme' | 'host-with-port';

const scheme = /^[a-z][a-z0-9+.-]*:\/\//i;
const withPort = /^(?:\[[^\]]*\]|[^:]*):\d*$/;
const peer =
  /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:\[(?<address>[0-9a-f:.]+)\]|(?<name>[^\s/:@[\]]+))(?::(?<port>\d{1,5}))?(?:\/\S*)?$/i;

/**
 * Takes a server and its port out of `host:port`, `[address]:port` or an address of the web. Null where there is nothing
 * to take apart.
 */
export function splitPeer(text: string): Peer | null {
  const trimmed = text.trim();
  const { address, name, port = null } = peer.exec(trimmed)?.groups ?? {};
  const host = address ?? name;
  if (host === undefined || host === trimmed || isIP(trimmed) !== 0) return null;
  if (address !== undefined && isIP(address) !== 6) return null;
  return { host, port };
}

/** What keeps a text, without spaces around it, from being the name or the address of a server. */
export function hostProblem(text: string): HostProblem | null {
  if (isIP(text) !== 0) return null;
  if (scheme.test(text)) return 'host-with-scheme';
  if (withPort.test(text)) return 'host-with-port';
  return /[\s/@:[\]]/.test(text) ? 'not-a-host' : null;
}
