import { ExitCode } from '../../common/errors.ts';
import type { HelpText } from '../../text/help/helpText.ts';
import type { CommandPage, Row } from './commandPage.ts';

/** Longer ones stand in a line of their own. */
const widestTerm = 28;
/** Of what stands beside a term, however narrow the window is. */
const narrowestText = 24;
const indent = '  ';

/** A page as text. @param width columns, which only examples may exceed */
export function formatPage(page: CommandPage, text: HelpText, width: number): string {
  const { headings } = text;
  return [
    wrap(`${headings.usage} ${page.usage}`, width, indent),
    wrap(sentence(page.summary), width),
    ...(page.description === undefined ? [] : [wrap(page.description, width)]),
    ...page.sections.map(({ heading, rows }) => formatRows(headings[heading], rows, width)),
    [
      headings.examples,
      ...page.examples.map(({ does, command }) => `${indent}# ${does}\n${indent}${command}`),
    ].join('\n'),
  ].join('\n\n');
}

/** What is told of the program alone: how it ends, and what it reads besides its options. */
export function formatSurroundings(text: HelpText, width: number): string {
  const { headings, environment } = text;
  const variables = Object.entries(environment).map(([term, does]) => ({ term, does }));
  return [
    formatRows(headings.exitCodes, exitCodeRows(text), width),
    formatRows(headings.environment, variables, width),
  ].join('\n\n');
}

export function exitCodeRows({ exitCodes }: HelpText): Row[] {
  const names = Object.keys(ExitCode) as (keyof typeof ExitCode)[];
  return names.map((name) => ({ term: String(ExitCode[name]), does: exitCodes[name] }));
}

/** A summary, which stands in lists otherwise, by itself. */
export function sentence(summary: string): string {
  return `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`;
}

function formatRows(heading: string, rows: readonly Row[], width: number): string {
  const terms = rows.map(({ term }) => term.length).filter((length) => length <= widestTerm);
  const column = Math.max(0, ...terms) + 2;
  const margin = `${indent}${' '.repeat(column)}`;
  const lines = rows.map(({ term, does }) => {
    const told = wrap(does, Math.max(width - margin.length, narrowestText)).replaceAll('\n', `\n${margin}`);
    return term.length + 2 > column
      ? `${indent}${term}\n${margin}${told}`
      : `${indent}${term.padEnd(column)}${told}`;
  });
  return [heading, ...lines].join('\n');
}

/** Breaks at spaces, but never before or inside the punctuation of French. */
function wrap(text: string, width: number, hanging = ''): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/(?<!«) (?![:;?!»])/)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = `${hanging}${word}`;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join('\n');
}
