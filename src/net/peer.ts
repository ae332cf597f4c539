import { domainToASCII } from 'node:url';

/** Whom we talk to, as the user typed it. */
export interface Peer {
  readonly host: string;
  readonly port: number;
}

/**
 * The host as sockets and certificates want it: an IPv6 address without brackets, an international name in its
 * ASCII form (RFC 5890), empty where there is none.
 */
export function bareHost({ host }: Peer): string {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  if (/[\x00-\x20\x7f]/.test(bare)) return '';
  return /^[\x21-\x7e]*$/.test(bare) ? bare : domainToASCII(bare);
}

/** The `Host` field (RFC 9110, section 7.2): the zone of an IPv6 address means something on this machine only. */
export function hostField(peer: Peer): string {
  const host = bareHost(peer);
  return `${host.includes(':') ? `[${host.replace(/%.*$/, '')}]` : host}:${peer.port}`;
}
