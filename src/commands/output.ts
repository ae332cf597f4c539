import type { Progress } from '../client/types.ts';
import { printableLines } from '../common/printable.ts';
import { type CommandsText, commandsTextOf } from '../text/commandsText.ts';
import type { Language } from '../text/language.ts';
import { type ScheduleText, scheduleTextOf } from '../text/scheduleText.ts';
import { createUnits, type Units } from '../text/units.ts';

const barWidth = 24;
const redrawMilliseconds = 100;

/** Where a command prints: results to stdout, as text or as one JSON document; progress and notes to stderr. */
export class Output {
  readonly text: CommandsText;
  readonly schedule: ScheduleText;
  readonly units: Units;
  readonly #json: boolean;
  readonly #quiet: boolean;
  readonly #startedAt = performance.now();
  #drawnAt = 0;
  #isBarShown = false;

  constructor(language: Language, { json, quiet }: { readonly json: boolean; readonly quiet: boolean }) {
    this.text = commandsTextOf(language);
    this.schedule = scheduleTextOf(language);
    this.units = createUnits(language);
    this.#json = json;
    this.#quiet = quiet;
  }

  /** The result of the command. */
  result(document: unknown, text: string): void {
    this.clearProgress();
    if (this.#json) process.stdout.write(`${JSON.stringify(document)}\n`);
    else if (!this.#quiet && text !== '') process.stdout.write(`${printableLines(text)}\n`);
  }

  /** A part of the result that is ready before the rest; nothing in JSON, which is one document. */
  part(text: string): void {
    if (!this.#json && !this.#quiet) process.stdout.write(`${printableLines(text)}\n`);
  }

  /** A remark that is no result. */
  note(text: string): void {
    this.clearProgress();
    if (!this.#quiet) process.stderr.write(`${printableLines(text)}\n`);
  }

  /** Something that went wrong though the command goes on; also where it is to be quiet. */
  problem(text: string): void {
    this.clearProgress();
    process.stderr.write(`${printableLines(text)}\n`);
  }

  /** A bar that is redrawn in place; only on a terminal. */
  readonly progress = ({ stage, doneBytes, totalBytes }: Progress): void => {
    const now = performance.now();
    if (this.#quiet || !process.stderr.isTTY || now - this.#drawnAt < redrawMilliseconds) return;
    this.#drawnAt = now;
    this.#isBarShown = true;
    process.stderr.write(`\r\x1b[K${this.text.stages[stage]} ${this.#describe(doneBytes, totalBytes, now)}`);
  };

  #describe(doneBytes: number, totalBytes: number | null, now: number): string {
    const elapsed = now - this.#startedAt;
    const done = `${this.units.bytes(doneBytes)} ${this.units.bytes((doneBytes / elapsed) * 1000)}/s`;
    if (!totalBytes) return done;
    const part = Math.min(1, doneBytes / totalBytes);
    const filled = Math.round(part * barWidth);
    const bar = '#'.repeat(filled) + '-'.repeat(barWidth - filled);
    const left = doneBytes === 0 ? '' : this.units.duration((elapsed / doneBytes) * (totalBytes - doneBytes));
    return `[${bar}] ${this.units.percent(part)} ${done} ${left}`;
  }

  clearProgress(): void {
    if (this.#isBarShown) process.stderr.write('\r\x1b[K');
    this.#isBarShown = false;
  }
}
