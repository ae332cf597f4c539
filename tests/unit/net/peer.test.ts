import { describe, expect, it } from 'vitest';
import { bareHost, hostField } from '../../../src/net/peer.ts';

describe('the host that the user typed', () => {
  it.each([
    ['localhost', 'localhost', 'localhost:8443'],
    ['127.0.0.1', '127.0.0.1', '127.0.0.1:8443'],
    ['::1', '::1', '[::1]:8443'],
    ['[::1]', '::1', '[::1]:8443'],
    ['fe80::1%eth0', 'fe80::1%eth0', '[fe80::1]:8443'],
    ['münchen.example', 'xn--mnchen-3ya.example', 'xn--mnchen-3ya.example:8443'],
  ])('%s is connected to as %s and sent as %s (RFC 9110 §7.2)', (host, bare, field) => {
    expect(bareHost({ host, port: 8443 })).toBe(bare);
    expect(hostField({ host, port: 8443 })).toBe(field);
  });

  it.each(['mün chen', '\u2028', 'a\r\nb'])('%j is no host', (host) => {
    expect(bareHost({ host, port: 8443 })).toBe('');
  });
});
