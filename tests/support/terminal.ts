import { PassThrough, Writable } from 'node:stream';
import headless from '@xterm/headless';
import { giveModernWidths } from './modernWidths.ts';

/** A terminal in memory: what is written becomes a picture, and one can wait for something to show up in it. */
export function createTerminal(columns: number, rows: number) {
  const picture = new headless.Terminal({ cols: columns, rows, allowProposedApi: true });
  giveModernWidths(picture);
  const written = { bytes: 0, tooTall: 0, output: '' };
  const watchers = new Set<() => void>();
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode() {}, ref() {}, unref() {} });

  function draw(chunk: string, _encoding: string, done: () => void): void {
    written.bytes += Buffer.byteLength(chunk);
    written.output += chunk;
    if (chunk.split('\n').length > picture.rows) written.tooTall += 1;
    // A terminal in raw mode still turns a line feed into a new line.
    picture.write(chunk.replaceAll('\n', '\r\n'), () => {
      done();
      for (const watch of watchers) watch();
    });
  }
  const stdout = Object.assign(new Writable({ decodeStrings: false, write: draw }), {
    isTTY: true,
    columns,
    rows,
  });

  /** The lines of the screen; spaces that do not break are spaces. */
  function lines(): string[] {
    const { active } = picture.buffer;
    const line = (row: number) => active.getLine(active.baseY + row)?.translateToString(true) ?? '';
    return Array.from({ length: picture.rows }, (_, row) => line(row).replaceAll('\u{a0}', ' '));
  }
  const screen = () => lines().join('\n');

  /** Waits until the screen shows, or no longer shows, a text. */
  function see(text: string | RegExp, isThere = true): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const finds = () => (typeof text === 'string' ? screen().includes(text) : text.test(screen()));
    const watch = () => finds() === isThere && resolve();
    const limit = setTimeout(() => reject(new Error(`${text} (${isThere}) in:\n${screen()}`)), 20_000);
    watchers.add(watch);
    watch();
    return promise.finally(() => {
      clearTimeout(limit);
      watchers.delete(watch);
    });
  }

  function resize(size: { columns: number; rows: number }): void {
    Object.assign(stdout, size);
    picture.resize(size.columns, size.rows);
    stdout.emit('resize');
  }

  const cursor = () => ({ x: picture.buffer.active.cursorX, y: picture.buffer.active.cursorY });
  return { stdin, stdout, written, lines, screen, see, resize, cursor };
}

/** What a terminal sends for the keys that are no letters. */
export const keys = {
  up: '\u{1b}[A',
  down: '\u{1b}[B',
  right: '\u{1b}[C',
  left: '\u{1b}[D',
  pageDown: '\u{1b}[6~',
  pageUp: '\u{1b}[5~',
  home: '\u{1b}[H',
  end: '\u{1b}[F',
  enter: '\r',
  escape: '\u{1b}',
  tab: '\t',
  backTab: '\u{1b}[Z',
  backspace: '\u{7f}',
  ctrl: (letter: string) => String.fromCharCode(letter.charCodeAt(0) - 96),
  paste: (text: string) => `\u{1b}[200~${text}\u{1b}[201~`,
} as const;
