/** Makes `dist/`, all that is shipped: the program, its licences, manual pages, completion scripts and schemas. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { scripts } from '../src/commands/completion/scripts.ts';
import { languages } from '../src/text/language.ts';
import { bundle } from './bundle.ts';
import { bundledFolders, licensesText } from './licenses.ts';
import { manPage } from './manPage.ts';
import { schemas } from './schemas.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** By the names under which shells look for them. */
const completions = {
  'secure-client.bash': scripts.bash,
  '_secure-client': scripts.zsh,
  'secure-client.fish': scripts.fish,
};

/** As `man -M` looks for them. */
const manFolders = { en: 'man1', fr: 'fr/man1' } as const;

/** Builds a checkout. @param out the folder that is made anew */
export async function buildProgram(root: string, out: string): Promise<void> {
  await rm(out, { recursive: true, force: true });
  await mkdir(join(out, 'completions'), { recursive: true });
  const metafile = await bundle(root, out);
  await writeFile(join(out, 'LICENSES.txt'), await licensesText(root, bundledFolders(metafile)));
  for (const [name, script] of Object.entries(completions)) {
    await writeFile(join(out, 'completions', name), script);
  }
  for (const language of languages) {
    const folder = join(out, 'man', manFolders[language]);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'secure-client.1'), manPage(language));
  }
  await schemas(join(out, 'schemas'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildProgram(root, join(root, 'dist'));
