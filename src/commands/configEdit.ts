import { randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { makePrivateFolder, writeFileAtomically } from '../common/atomicFile.ts';
import { asUserError, toReadError } from '../common/diskErrors.ts';
import { UserError } from '../common/errors.ts';
import { emptyConfig } from '../config/config.ts';
import { checkConfig } from '../config/configProblems.ts';
import { readConfigText, replaceConfigText } from '../config/configText.ts';
import { homePaths } from '../config/home.ts';
import { configTextOf } from '../text/configText.ts';
import { describeError } from '../text/describeError.ts';
import { confirm } from './confirm.ts';
import { type Context, runCommand } from './context.ts';
import { openInEditor } from './editor.ts';
import { withCommonOptions } from './options.ts';

export function addConfigEditCommand(config: Command): void {
  withCommonOptions(config.command('edit')).action((_options, command: Command) =>
    runCommand(command, async (context) => {
      const { home, output, language } = context;
      const path = homePaths(home).config;
      const before = await readConfigText(home);
      const shown = before ?? `${JSON.stringify(emptyConfig, null, 2)}\n`;
      const copyPath = await copyFor(home, shown);
      let isLeft = false;
      try {
        const text = await edited(context, copyPath, shown);
        if (text !== null && !(await replaceConfigText(home, before, text))) {
          isLeft = true;
          throw new UserError('config-changed-meanwhile', { path, copyPath });
        }
        const { edited: changed, unchanged } = configTextOf(language);
        output.result({ path, changed: text !== null }, text === null ? unchanged(path) : changed(path));
        return undefined;
      } finally {
        if (!isLeft) await rm(copyPath, { force: true, recursive: true });
      }
    }),
  );
}

/** A copy for the editor, which knows by its name what is in it. */
async function copyFor(home: string, text: string): Promise<string> {
  const path = join(home, `config.edit-${randomBytes(6).toString('hex')}.json`);
  await asUserError(path, async () => {
    await makePrivateFolder(home);
    await writeFileAtomically(path, text);
  });
  return path;
}

/** What the user made of the copy; null where that is what was there. @throws {UserError} `config-invalid` */
async function edited(
  { home, output, language, command }: Context,
  copyPath: string,
  shown: string,
): Promise<string | null> {
  for (;;) {
    await openInEditor(copyPath);
    const text = await readFile(copyPath, 'utf8').catch((error) => {
      throw toReadError(copyPath, error);
    });
    if (text === shown) return null;
    const problems = checkConfig(text);
    if (problems.length === 0) return text;
    const refused = new UserError('config-invalid', { path: homePaths(home).config, problems });
    if (!process.stdin.isTTY) throw refused;
    output.problem(describeError(refused, language, command.name()).message);
    if (!(await confirm(configTextOf(language).editAgain))) return null;
  }
}
