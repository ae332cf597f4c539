import fc from 'fast-check';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { detectCharset } from '../../src/common/terminal.ts';
import { inCharset } from '../../src/components/terminal/charset.ts';
import { glyphs } from '../../src/components/theme.ts';
import { makeArchives, openArchives } from '../support/openTerminal.ts';

test('the locale in the order of POSIX, the kind of the terminal and one switch decide the charset', () => {
  expect(detectCharset({ LANG: 'fr_FR.UTF-8', TERM: 'xterm-256color' })).toBe('unicode');
  expect(detectCharset({ LANG: 'C.utf8' })).toBe('unicode');
  expect(detectCharset({})).toBe('unicode');
  expect(detectCharset({ LANG: 'fr_FR.UTF-8', LC_CTYPE: 'fr_FR.ISO-8859-1' })).toBe('ascii');
  expect(detectCharset({ LANG: 'fr_FR.UTF-8', LC_ALL: 'C' })).toBe('ascii');
  expect(detectCharset({ LANG: 'fr_FR.UTF-8', TERM: 'linux' })).toBe('letters');
  expect(detectCharset({ LANG: 'fr_FR.UTF-8', SECURE_CLIENT_ASCII: '1' })).toBe('ascii');
  expect(detectCharset({ LANG: 'C', SECURE_CLIENT_ASCII: '0' })).toBe('unicode');
});

test('ASCII is ASCII, and every character keeps its columns', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const shown = inCharset(text, 'ascii');
      expect(shown).toMatch(/^[\0-\x7f]*$/);
      const characters = Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
      expect(shown).toHaveLength(
        characters.reduce((sum, one) => sum + (/^[\0-\x7f]*$/.test(one) ? one.length : stringWidth(one)), 0),
      );
    }),
  );
});

test('a filler of no columns gets none', () => {
  expect(inCharset('a\u{3164}b', 'ascii')).toBe('ab');
});

test('accents go only where the charset has none; every sign of ours has a stand-in', () => {
  expect(inCharset('Récupérée… « là »', 'letters')).toBe('Récupérée~ « là »');
  expect(inCharset('Récupérée… « là »', 'ascii')).toBe('Recuperee~ " la "');
  expect(inCharset('e\u{301}te\u{301} 写真', 'letters')).toBe('été ????');
  for (const glyph of Object.values(glyphs)) expect(inCharset(glyph, 'ascii')).not.toBe('?');
});

test('the screens in ASCII: pointer, rules, frame and menu, all in their places', async () => {
  const terminal = await openArchives({
    language: 'fr',
    archives: makeArchives(30),
    environment: { SECURE_CLIENT_ASCII: '1' },
  });
  await terminal.type('m');
  await terminal.see(/\| > Envoyer des fichiers ou des dossiers +u +\|/);
  await terminal.see(/\+- Actions -+\+/);
  expect(terminal.lines()[2]).toBe('-'.repeat(80));
  expect(terminal.written.output).toMatch(/^[\0-\x7f]*$/);
});
