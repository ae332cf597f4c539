/**
 * Draws the pictures of the README: the built program with its demonstration on a pseudo-terminal, cell by cell as SVG.
 * `npm run build && npx tsx scripts/screenshots.ts`
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { spawn } from '@lydell/node-pty';
import headless from '@xterm/headless';
import { terminalSvg } from './terminalSvg.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const size = { cols: 88, rows: 24 };

/** What is pressed before each picture, and what shows that it has been drawn. */
const pictures = [
  { name: 'login', keys: '', shows: 'Client certificate valid' },
  { name: 'archives', keys: '\r', shows: ' archives · ' },
  { name: null, keys: '\r', shows: 'documents/' },
  { name: 'inside', keys: '\r', shows: 'notes/' },
  { name: 'menu', keys: '\u{1b}[27um', shows: 'Upload files or folders' },
] as const;

const screen = new headless.Terminal({ ...size, allowProposedApi: true });
const program = spawn(process.execPath, [`${root}dist/cli.js`, 'demo', '--lang', 'en'], {
  ...size,
  cwd: '/',
  env: { PATH: process.env['PATH'], HOME: '/tmp', TERM: 'xterm-256color', LANG: 'C.UTF-8' },
});
let drawn = () => {};
program.onData((data) => screen.write(data, () => drawn()));

await mkdir(`${root}docs/pictures`, { recursive: true });
for (const { name, keys, shows } of pictures) {
  program.write(keys);
  await see(shows);
  if (name !== null)
    await writeFile(`${root}docs/pictures/${name}.svg`, terminalSvg(screen, `secure-client: ${name}`));
}
program.kill('SIGTERM');

/** Waits until the whole frame with a text has come: the footer is its last line. */
function see(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error(`${text} is not in:\n${lines().join('\n')}`)), 20_000);
    drawn = () => {
      if (!lines().some((line) => line.includes(text)) || lines().at(-1)?.trim() === '') return;
      clearTimeout(limit);
      resolve();
    };
    drawn();
  });
}

function lines(): string[] {
  const { active } = screen.buffer;
  return Array.from(
    { length: size.rows },
    (_, row) =>
      active
        .getLine(active.baseY + row)
        ?.translateToString(true)
        .replaceAll('\u{a0}', ' ') ?? '',
  );
}
