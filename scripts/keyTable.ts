/** Prints the key table of the README: `node scripts/keyTable.ts`. */
import { fileURLToPath } from 'node:url';
import { helpRows } from '../src/components/keys/helpRows.ts';

/** The keys of the screens as a Markdown table, from the same table as the help screen. */
export function keyTable(): string {
  const lines = ['| key | does |', '|---|---|'];
  for (const row of helpRows('en')) {
    if (row.kind === 'heading') lines.push(`| **${row.text}** | |`);
    if (row.kind === 'command') lines.push(`| \`${row.keys}\` | ${row.description} |`);
  }
  return lines.join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(keyTable());
