/** The manual page, from the sentences of `--help`: `node scripts/manPage.ts [en|fr]` prints it. */
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import {
  type CommandPage,
  commandPage,
  type Row,
  visibleCommands,
} from '../src/commands/help/commandPage.ts';
import { exitCodeRows, sentence } from '../src/commands/help/formatPage.ts';
import { createProgram } from '../src/commands/program.ts';
import { helpInEnglish } from '../src/text/help/en/help.ts';
import { helpInFrench } from '../src/text/help/fr/help.ts';
import type { HelpHeading, HelpText } from '../src/text/help/helpText.ts';
import type { Language } from '../src/text/language.ts';
import { escaped, heading, item, paragraph, prose, subheading, term, title, typed } from './roff.ts';

const texts: Record<Language, HelpText> = { en: helpInEnglish, fr: helpInFrench };

/** What many commands have is explained once, at the end; where a command says something else of it, there too. */
const sharedGroups: readonly HelpHeading[] = ['connection', 'everywhere'];

/** The manual page of section 1, in roff. */
export function manPage(language: Language): string {
  const text = texts[language];
  const { headings, manual } = text;
  const program = createProgram(async () => {
    throw new Error('A manual opens no screens.');
  });
  const page = commandPage(program, text);
  const upper = (words: string): string => heading(words.replace(/ ?:$/, '').toLocaleUpperCase(language));
  const groups = page.sections.filter(({ rows }) => rows.some((row) => commandNamed(program, row)));

  const shared = page.sections
    .filter(({ heading: id }) => sharedGroups.includes(id))
    .flatMap(({ rows }) => rows);
  const isShared = (row: Row): boolean =>
    shared.some(({ term, does }) => term === row.term && does === row.does);

  return [
    title(page.name.toUpperCase(), `${page.name} ${packageJson.version}`, manual.title),
    upper(manual.headings.name),
    `${escaped(page.name)} \\- ${prose(page.summary)}`,
    upper(manual.headings.synopsis),
    term(page.usage),
    upper(manual.headings.description),
    [...manual.description, page.description ?? ''].map(prose).join('\n.PP\n'),
    ...examplesOf(page),
    ...groups.flatMap((group) => [
      upper(headings[group.heading]),
      ...visibleCommands(program)
        .filter((command) => group.rows.some((row) => row.term === command.name()))
        .flatMap((command) => commandSections(command, text, isShared)),
    ]),
    ...page.sections
      .filter((section) => !groups.includes(section))
      .flatMap((section) => [upper(headings[section.heading]), ...rowsOf(section.rows)]),
    upper(headings.exitCodes),
    ...rowsOf(exitCodeRows(text)),
    upper(headings.environment),
    ...Object.entries(text.environment).map(([name, does]) => item(term(name), does)),
    upper(manual.headings.files),
    prose(manual.filesAreIn),
    ...Object.entries(manual.files).map(([name, does]) => item(term(name), does)),
    upper(manual.headings.seeAlso),
    prose(manual.seeAlso),
    '',
  ].join('\n');
}

/** A command, then those below it. */
function commandSections(command: Command, text: HelpText, isShared: (row: Row) => boolean): string[] {
  const page = commandPage(command, text);
  const own = page.sections
    .filter(({ heading: id }) => id !== 'commands')
    .flatMap(({ heading: id, rows }) =>
      sharedGroups.includes(id) ? rows.filter((row) => !isShared(row)) : rows,
    );
  return [
    subheading(page.name),
    term(page.usage),
    paragraph(prose(sentence(page.summary))),
    ...(page.description === undefined ? [] : [paragraph(prose(page.description))]),
    ...rowsOf(own),
    ...(page.sections.some(({ heading: id }) => id === 'connection')
      ? [paragraph(prose(text.manual.connectionToo))]
      : []),
    ...examplesOf(page),
    ...visibleCommands(command).flatMap((inner) => commandSections(inner, text, isShared)),
  ];
}

function examplesOf({ examples }: CommandPage): string[] {
  return examples.flatMap(({ does, command }) => [paragraph(prose(does)), typed(command)]);
}

function rowsOf(rows: readonly Row[]): string[] {
  return rows.map((row) => item(term(row.term), row.does));
}

function commandNamed(program: Command, { term: name }: Row): boolean {
  return visibleCommands(program).some((command) => command.name() === name);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(manPage(process.argv[2] === 'fr' ? 'fr' : 'en'));
}
