import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The paths in pasted text: one a line, or several in quotes on one line, as terminals write what is dropped on them.
 * `file://` addresses, quotes, escaped spaces and `~` are understood.
 *
 * @param folder what relative paths start from
 * @returns absolute paths
 */
export function pastedPaths(text: string, folder: string, userHome: string): readonly string[] {
  return text
    .split(/[\r\n]+/)
    .flatMap(wordsOf)
    .map((word) => pathOf(word, userHome))
    .filter((path) => path !== '' && !path.includes('\0'))
    .map((path) => resolve(folder, path));
}

const quoted = /(?:'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[^\s'"\\])+/gsu;

/** A line that begins with a quote is one of words, as a shell reads it; any other is one path, spaces and all. */
function wordsOf(line: string): string[] {
  const trimmed = line.trim();
  if (!/^['"]/.test(trimmed)) return trimmed === '' ? [] : [trimmed.replace(/\\(.)/gsu, '$1')];
  return Array.from(trimmed.matchAll(quoted), ([word]) => unquoted(word));
}

function unquoted(word: string): string {
  return word.replace(/'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/gsu, (_, single, double, escaped) => {
    return single ?? escaped ?? String(double).replace(/\\(["\\$`])/g, '$1');
  });
}

function pathOf(word: string, userHome: string): string {
  return /^file:\/\//i.test(word) ? pathOfAddress(word) : withHome(word, userHome);
}

/** A path as typed, `~` being the user's home folder. */
export function withHome(typed: string, userHome: string): string {
  return typed === '~' || typed.startsWith('~/') ? join(userHome, typed.slice(1)) : typed;
}

/** Of a file on this machine; of any other address the text, which will not be found. */
function pathOfAddress(address: string): string {
  try {
    const url = new URL(address);
    // Desktops write the name of this machine; what is not here will not be found.
    url.host = '';
    return fileURLToPath(url);
  } catch {
    return address;
  }
}
