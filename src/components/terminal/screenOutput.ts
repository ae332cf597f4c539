import { EventEmitter } from 'node:events';
import type { Charset } from '../../common/terminal.ts';
import type { Size } from '../state/model.ts';
import { inCharset } from './charset.ts';

const beginFrame = '\u{1b}[?2026h';
const enterAlternateScreen = '\u{1b}[?1049h';
const eraseAll = '\u{1b}[H\u{1b}[J';

/**
 * The terminal as Ink sees it. Its size changes only when we say so: Ink would draw the old, taller frame into a
 * window that shrank before the screens know of it. And this is the one place where everything passes that is
 * drawn, and can be put into the terminal's charset.
 */
export class ScreenOutput extends EventEmitter {
  readonly isTTY = true;
  columns: number;
  rows: number;
  readonly #terminal: NodeJS.WriteStream;
  readonly #charset: Charset;
  #isMuted = false;
  #erasesFirst = false;

  constructor(terminal: NodeJS.WriteStream, size: Size, charset: Charset) {
    super();
    this.#terminal = terminal;
    this.#charset = charset;
    this.columns = size.columns;
    this.rows = size.rows;
  }

  get writable(): boolean {
    return this.#terminal.writable;
  }

  get writableEnded(): boolean {
    return this.#terminal.writableEnded;
  }

  get destroyed(): boolean {
    return this.#terminal.destroyed;
  }

  write(chunk: string, done?: () => void): boolean {
    if (this.#isMuted) {
      done?.();
      return true;
    }
    return this.#terminal.write(this.#erased(inCharset(chunk, this.#charset)), () => done?.());
  }

  setSize({ columns, rows }: Size): void {
    this.columns = columns;
    this.rows = rows;
  }

  /**
   * The next frame is drawn whole on an empty screen, in one piece with the erasing: nothing flickers, whatever
   * the terminal did to the old frame.
   *
   * @param forget makes Ink forget what it has drawn
   */
  drawAfresh(forget: () => void): void {
    this.#isMuted = true;
    forget();
    this.#isMuted = false;
    this.#erasesFirst = true;
  }

  #erased(chunk: string): string {
    // The cursor stays where the shell had it; a frame begins at the top.
    if (chunk.startsWith(enterAlternateScreen)) return chunk + eraseAll;
    if (!this.#erasesFirst || chunk === '') return chunk;
    this.#erasesFirst = false;
    return chunk === beginFrame ? chunk + eraseAll : eraseAll + chunk;
  }
}
