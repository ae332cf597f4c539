import { expect, it } from 'vitest';
import { clientNetwork } from '../../src/server/clientNetwork.ts';
import { LocalLoginRecords } from '../../src/server/loginRecords.ts';
import { LoginThrottle } from '../../src/server/loginThrottle.ts';

it.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::1', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['1::3:4:5:6:7', '1:0:0:3::/64'],
  ['::1', '0:0:0:0::/64'],
  ['', ''],
])('the network of %j is %j', (address, network) => {
  expect(clientNetwork(address)).toBe(network);
});

it('locks an account for all IPv6 addresses of a network, and for no other network', async () => {
  const throttle = new LoginThrottle(new LocalLoginRecords(() => 0));
  const guessFrom = (address: string) =>
    throttle.attempt({ address, username: 'alice' }, async () => undefined);
  for (const host of [':1', ':2', ':3', ':ffff', 'a:b:c:d']) await guessFrom(`2001:db8:0:1:${host}`);
  await expect(guessFrom('2001:db8:0:1::4')).rejects.toMatchObject({ status: 429 });
  await expect(guessFrom('2001:db8:0:2::4')).resolves.toBeUndefined();
});
