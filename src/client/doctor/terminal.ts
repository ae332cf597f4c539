import { detectCharset, smallestWindow } from '../../common/terminal.ts';
import { type Check, check } from './check.ts';

/** What is known of the terminal, as `process.stdout` has it. */
export interface TerminalFacts {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  /** Bits for a colour. */
  getColorDepth?(environment: object): number;
}

/** Looks at what the screens would be drawn on. */
export function checkTerminal(
  terminal: TerminalFacts,
  environment: Readonly<Record<string, string | undefined>>,
): Check[] {
  if (!terminal.isTTY) return [check('terminal.kind', 'skipped', 'no-terminal', {})];
  return [
    checkKind(environment),
    ...checkSize(terminal),
    checkCharset(environment),
    checkColours(terminal, environment),
  ];
}

function checkKind({ TERM: term = '' }: Readonly<Record<string, string | undefined>>): Check {
  return term === '' || term === 'dumb'
    ? check('terminal.kind', 'warning', 'terminal-bare', { term })
    : check('terminal.kind', 'ok', 'terminal-capable', { term });
}

/** Some serial lines do not know their size, which then is taken for the usual one. */
function checkSize({ columns, rows }: TerminalFacts): Check[] {
  if (!columns || !rows) return [];
  const isSmall = columns < smallestWindow.columns || rows < smallestWindow.rows;
  return isSmall
    ? [check('terminal.size', 'warning', 'window-small', { columns, rows, smallest: smallestWindow })]
    : [check('terminal.size', 'ok', 'window-large', { columns, rows })];
}

/** A console cannot do more; without UTF-8 the locale stands in the way. */
function checkCharset(environment: Readonly<Record<string, string | undefined>>): Check {
  const charset = detectCharset(environment);
  return check('terminal.charset', charset === 'ascii' ? 'warning' : 'ok', `charset-${charset}`, {});
}

/** None at all is a choice that works as well. */
function checkColours(
  terminal: TerminalFacts,
  environment: Readonly<Record<string, string | undefined>>,
): Check {
  const bits = terminal.getColorDepth?.(environment) ?? 1;
  return environment['NO_COLOR'] || bits === 1
    ? check('terminal.colours', 'ok', 'colours-off', {})
    : check('terminal.colours', 'ok', 'colours-shown', { colours: 2 ** bits });
}
