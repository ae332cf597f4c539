/**
 * What a terminal can show: everything; letters with accents but no lines, blocks and arrows, as the fonts of
 * consoles have them; or ASCII alone.
 */
export type Charset = 'unicode' | 'letters' | 'ascii';

/** The smallest window that shows the screens. */
export const smallestWindow = { columns: 60, rows: 16 } as const;

const bareTerminals = /^(linux|dumb|ansi|cons25|vt\d+)/;

/**
 * What the environment says about the terminal: the locale in the order of POSIX, then its kind.
 * `SECURE_CLIENT_ASCII` (1 or 0) knows better. No locale at all is common in containers, whose terminals are
 * modern ones: it is not taken for ASCII, as POSIX would have it.
 */
export function detectCharset(environment: Readonly<Record<string, string | undefined>>): Charset {
  const asked = environment['SECURE_CLIENT_ASCII'];
  if (asked === '1') return 'ascii';
  if (asked === '0') return 'unicode';
  const locale = environment['LC_ALL'] || environment['LC_CTYPE'] || environment['LANG'] || 'UTF-8';
  if (!/utf-?8/i.test(locale)) return 'ascii';
  return bareTerminals.test(environment['TERM'] ?? '') ? 'letters' : 'unicode';
}
