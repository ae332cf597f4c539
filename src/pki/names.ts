import { isIP, isIPv6 } from 'node:net';
import { UserError } from '../common/errors.ts';

/** RFC 5280, appendix A: ub-common-name. */
const maximumCommonName = 64;

/** Enough for any authority; longer ones come close to what clients can represent. */
const maximumDays = 36_500;

const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const hostName = new RegExp(`^(?:${label}\\.)*${label}$`, 'i');

/** @throws {UserError} `usage` unless the name is 1–64 printable characters. */
export function checkCommonName(name: string): string {
  const length = [...name].length;
  if (length < 1 || length > maximumCommonName || /\p{C}/u.test(name) || name.trim() !== name) {
    throw new UserError('usage', { problem: 'common-name', name });
  }
  return name;
}

/** @throws {UserError} `usage` unless `days` is a whole number in range. */
export function checkDays(days: number): number {
  if (!Number.isInteger(days) || days < 1 || days > maximumDays) {
    throw new UserError('usage', { problem: 'days', option: '--days' });
  }
  return days;
}

/**
 * A host name in the form certificates carry it (RFC 1123 labels, lower case).
 *
 * @throws {UserError} `usage` for anything else, an IP address included.
 */
export function checkDnsName(name: string): string {
  // No top-level domain is a number, and resolvers read such a name as an IPv4 address.
  const isLikeAddress = /(?:^|\.)(?:\d+|0x[\da-f]*)$/i.test(name);
  if (name.length > 253 || !hostName.test(name) || isLikeAddress) {
    throw new UserError('usage', { problem: 'host-name', name });
  }
  return name.toLowerCase();
}

/**
 * An IPv4 address as it is, an IPv6 address in its canonical form without a zone.
 *
 * @throws {UserError} `usage` for anything else.
 */
export function checkIpAddress(address: string): string {
  if (isIP(address) === 0 || address.includes('%')) {
    throw new UserError('usage', { problem: 'ip-address', address });
  }
  return canonicalIpAddress(address);
}

/** Writes every spelling of an IPv6 address alike (RFC 5952), also one that ends in an IPv4 address. */
export function canonicalIpAddress(address: string): string {
  return isIPv6(address) ? new URL(`https://[${address}]`).hostname.slice(1, -1) : address;
}
