import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expiringSoon } from '../../src/client/expiry.ts';
import { sessionNotes } from '../../src/text/sessionNotes.ts';

const now = new Date('2026-11-22T12:00:00Z');
const inDays = (days: number) => new Date(now.getTime() + days * 24 * 3600 * 1000);
const session = (client: number, authority: number, server: number) => ({
  clientCertificateExpires: inDays(client),
  authorityExpires: inDays(authority),
  serverCertificateExpires: inDays(server),
});

describe('what expires soon', () => {
  it.each([
    [14, []],
    [13.99, [13]],
    [1, [1]],
    [0.5, [0]],
  ])('a certificate that ends in %d days is told with its whole days: %j', (days, told) => {
    expect(expiringSoon(session(days, 99, 99), now).map((expiry) => expiry.days)).toEqual(told);
  });

  it('comes with the first end first', () => {
    const soon = expiringSoon(session(9.5, 3.5, 5.5), now);
    expect(soon.map(({ certificate, days }) => [certificate, days])).toEqual([
      ['authority', 3],
      ['server', 5],
      ['client', 9],
    ]);
  });

  it('is told of any three certificates exactly where they end within 14 days', () => {
    const end = fc.integer({ min: 1, max: 100 });
    fc.assert(
      fc.property(end, end, end, (client, authority, server) => {
        const told = expiringSoon(session(client, authority, server), now).map(
          ({ certificate }) => certificate,
        );
        const ends = Object.entries({ client, authority, server });
        expect(told.toSorted()).toEqual(
          ends
            .filter(([, days]) => days < 14)
            .map(([name]) => name)
            .toSorted(),
        );
      }),
    );
  });

  it.each([
    ['en', "Soon to expire: the server's certificate (less than a day left), our certificate (1 day left)."],
    ['fr', 'Expire bientôt : le certificat du serveur (moins d’un jour), notre certificat (encore 1 jour).'],
  ] as const)('is said in one sentence: %s', (language, sentence) => {
    const expiring = expiringSoon(session(1.5, 99, 0.5), now);
    expect(sessionNotes({ expiring, isServerRenewed: false }, language)).toEqual([sentence]);
  });

  it('is not spoken of where nothing is', () => {
    expect(sessionNotes({ expiring: [], isServerRenewed: false }, 'en')).toEqual([]);
  });
});
