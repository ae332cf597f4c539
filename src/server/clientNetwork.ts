import { isIPv6 } from 'node:net';

const groupsOfNetwork = 4;
const groups = 8;

/**
 * What stays the same of an address for whoever may change it at will: all of IPv4, also within IPv6, and of IPv6 the first
 * 64 bits, behind which a single machine has as many addresses as it likes (RFC 4291, section 2.5.4).
 *
 * @param address as the system writes it (RFC 5952)
 */
export function clientNetwork(address: string): string {
  const [, ipv4] = /^::ffff:([\d.]+)$/i.exec(address) ?? [];
  if (ipv4 !== undefined) return ipv4;
  if (!isIPv6(address)) return address;
  const [before = [], after = []] = address.split('::').map((part) => part.split(':').filter(Boolean));
  const zeros = Array<string>(groups - before.length - after.length).fill('0');
  return `${[...before, ...zeros, ...after].slice(0, groupsOfNetwork).join(':')}::/64`;
}
