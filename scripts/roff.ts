/** The little of roff that a manual page needs, see man(7) and groff_char(7). */

const characters: Readonly<Record<string, string>> = {
  '\\': '\\e',
  // These would become typographic ones, which no shell understands.
  '-': '\\-',
  "'": '\\(aq',
  '`': '\\(ga',
  '^': '\\(ha',
  '~': '\\(ti',
};

/** Text as it stands. A line that begins with a dot would be a request; punctuation of French stays with its word. */
export function escaped(text: string): string {
  return text
    .replaceAll(/[\\\-'`^~]/g, (character) => characters[character] ?? '')
    .replaceAll(/(?<=«) | (?=[:;!?»])/g, '\\~')
    .replaceAll(/^\./gm, '\\&.');
}

/** A sentence; what is between backquotes is typed. */
export function prose(text: string): string {
  return text
    .split('`')
    .map((part, place) => (place % 2 === 0 ? escaped(part) : bold(part)))
    .join('');
}

/** Flags or a usage: bold, with names of values in italics. */
export function term(text: string): string {
  return text
    .split(/(<[^>]+>|\[[^\]]+\])/)
    .map((part, place) => (place % 2 === 1 ? slot(part) : part.trim() === '' ? part : bold(part)))
    .join('');
}

export function heading(text: string): string {
  return `.SH ${argument(text)}`;
}

export function subheading(text: string): string {
  return `.SS ${argument(text)}`;
}

export function paragraph(roff: string): string {
  return `.PP\n${roff}`;
}

/** @param does a sentence */
export function item(termInRoff: string, does: string): string {
  return `.TP\n${termInRoff}\n${prose(does)}`;
}

/** Lines that stand as they are typed. */
export function typed(text: string): string {
  return `.PP\n.RS 4\n.EX\n${escaped(text)}\n.EE\n.RE`;
}

/** The beginning of every page, whose words are not divided. No date: the same sources give the same page. */
export function title(name: string, source: string, manual: string): string {
  return `'\\" -*- coding: utf-8 -*-\n.TH ${argument(name)} 1 "" ${argument(source)} ${argument(manual)}\n.nr HY 0\n.nh\n.ad l`;
}

function argument(text: string): string {
  return `"${escaped(text).replaceAll('"', '\\(dq')}"`;
}

function bold(text: string): string {
  return `\\fB${escaped(text)}\\fP`;
}

function slot(text: string): string {
  const name = `\\fI${escaped(text.slice(1, -1))}\\fP`;
  return text.startsWith('[') ? `[${name}]` : name;
}
