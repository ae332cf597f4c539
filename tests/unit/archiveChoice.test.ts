import { describe, expect, test } from 'vitest';
import { chooseArchive } from '../../src/client/archiveChoice.ts';

const names = [
  'web_2026-11-22T10-00-00.enc',
  'web-logs_2026-11-22T09-00-00.enc',
  'web_2026-11-21T10-00-00.enc',
  'photos_2026-11-20T10-00-00.enc',
  'archive_7c008a94.enc',
  'plain',
  'plain-old',
];

describe('the archive that is meant', () => {
  test.each([
    ['by its whole name', 'web_2026-11-21T10-00-00.enc', 'web_2026-11-21T10-00-00.enc'],
    ['by a whole name that others begin with', 'plain', 'plain'],
    ['by the beginning of one name alone', 'pho', 'photos_2026-11-20T10-00-00.enc'],
    ['as the newest of its label', 'latest:web', 'web_2026-11-22T10-00-00.enc'],
  ])('is found %s', (_how, wanted, expected) => {
    expect(chooseArchive(names, wanted)).toBe(expected);
  });

  test('is never guessed among several', () => {
    expect(() => chooseArchive(names, 'web_')).toThrow(
      expect.objectContaining({
        code: 'archive-ambiguous',
        facts: { wanted: 'web_', names: ['web_2026-11-22T10-00-00.enc', 'web_2026-11-21T10-00-00.enc'] },
      }),
    );
  });

  test.each(['', 'nothing', 'latest:', 'latest:we', 'latest:archive'])('is not %j', (wanted) => {
    expect(() => chooseArchive(names, wanted)).toThrow(
      expect.objectContaining({ code: 'archive-not-found' }),
    );
  });
});
