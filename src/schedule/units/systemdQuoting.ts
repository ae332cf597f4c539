/** The value of `ExecStart=`: specifiers (`%`), variables (`$`) and escapes are taken as they are (systemd.service(5)). */
export function execLine([program = '', ...args]: readonly string[]): string {
  // In the path of the program no variable is replaced, and some characters are refused however they are quoted.
  const words = /["'\\$]/.test(program)
    ? ['/usr/bin/env', ...[program, ...args].map(execWord)]
    : [pathWord(program), ...args.map(execWord)];
  return words.join(' ');
}

function execWord(word: string): string {
  return pathWord(word).replaceAll('$', '$$$$');
}

/** A word of a list of paths, such as `ReadWritePaths=`. */
export function pathWord(path: string): string {
  const escaped = wholeLine(path).replace(/["\\]/g, '\\$&');
  return /^[\w%+,./:=@-]+$/.test(escaped) ? escaped : `"${escaped}"`;
}

/** The rest of a line that systemd does not split, such as the path of `LoadCredential=`. */
export function wholeLine(path: string): string {
  return path.replaceAll('%', '%%');
}
