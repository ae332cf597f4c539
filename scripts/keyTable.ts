/** Prints the key table of docs/keys.md in a language: `node scripts/keyTable.ts fr`. */
import { fileURLToPath } from 'node:url';
import { helpRows } from '../src/components/keys/helpRows.ts';
import { detectLanguage, type Language } from '../src/text/language.ts';

const heads = { en: '| key | does |', fr: '| touche | effet |' } as const;

/** The keys of the screens as a Markdown table, from the same table as the help screen. */
export function keyTable(language: Language): string {
  const lines = [heads[language], '|---|---|'];
  for (const row of helpRows(language)) {
    if (row.kind === 'heading') lines.push(`| **${row.text}** | |`);
    if (row.kind === 'command') lines.push(`| \`${row.keys}\` | ${row.description} |`);
  }
  return lines.join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  console.log(keyTable(detectLanguage(process.argv[2], {})));
