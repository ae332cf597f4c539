import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hostProblem, splitPeer } from '../../src/components/state/hostText.ts';

test.each([
  ['nas.example.org:8443', { host: 'nas.example.org', port: '8443' }],
  ['  192.0.2.7:443 ', { host: '192.0.2.7', port: '443' }],
  ['[2001:db8::1]:8443', { host: '2001:db8::1', port: '8443' }],
  ['[::1]', { host: '::1', port: null }],
  ['https://nas.example.org', { host: 'nas.example.org', port: null }],
  ['https://nas.example.org:8443/login?user=ada', { host: 'nas.example.org', port: '8443' }],
])('%s is taken apart', (text, peer) => {
  expect(splitPeer(text)).toEqual(peer);
});

test.each([
  '',
  'nas',
  'nas.example.org',
  '::1',
  '2001:db8::1',
  'nas:',
  'ada@nas:8443',
  '[nas]:8443',
  'a b:1',
  'nas:123456',
])('%j stays as it is', (text) => {
  expect(splitPeer(text)).toBeNull();
});

test.each([
  ['nas.example.org', null],
  ['192.0.2.7', null],
  ['2001:db8::1', null],
  ['été.example.org', null],
  ['https://nas', 'host-with-scheme'],
  ['nas:8443', 'host-with-port'],
  ['nas:', 'host-with-port'],
  ['[::1]:8443', 'host-with-port'],
  ['[::1]', 'not-a-host'],
  ['nas/backup', 'not-a-host'],
  ['ada@nas', 'not-a-host'],
  ['my nas', 'not-a-host'],
  ['2001:db8:', 'not-a-host'],
])('%s: %s', (text, problem) => {
  expect(hostProblem(text)).toBe(problem);
});

const name = fc
  .stringMatching(/^[a-z0-9]([a-z0-9.-]{0,20}[a-z0-9])?$/)
  .filter((text) => !/^[\d.]+$/.test(text));
const port = fc.integer({ min: 1, max: 65_535 }).map(String);

test('what a name and a port are put together from comes apart again', () => {
  fc.assert(
    fc.property(fc.oneof(name, fc.ipV4()), port, (host, digits) => {
      expect(splitPeer(`${host}:${digits}`)).toEqual({ host, port: digits });
    }),
  );
  fc.assert(
    fc.property(fc.ipV6(), port, (host, digits) => {
      expect(splitPeer(`[${host}]:${digits}`)).toEqual({ host, port: digits });
    }),
  );
});

test('what was taken apart is a good host, and has nothing left to take apart', () => {
  fc.assert(
    fc.property(fc.oneof(fc.webUrl(), fc.string()), (text) => {
      const peer = splitPeer(text);
      fc.pre(peer !== null);
      expect(splitPeer(peer?.host ?? '')).toBeNull();
    }),
  );
});
