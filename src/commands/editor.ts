import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { UserError } from '../common/errors.ts';
import { withoutSecrets } from '../config/credentials.ts';

const notFoundByShell = 127;

/**
 * Opens a file in the editor of the user and waits until it is closed. `$VISUAL` and `$EDITOR` may hold options, so
 * the shell reads them.
 *
 * @throws {UserError} `editor-missing`, `editor-failed`
 */
export async function openInEditor(path: string): Promise<void> {
  const chosen = process.env['VISUAL'] || process.env['EDITOR'];
  if (!chosen && !process.stdin.isTTY) throw new UserError('editor-missing', { editor: null });
  const editor = chosen || 'vi';
  // Ctrl+C is meant for the editor.
  const ignore = (): void => {};
  process.on('SIGINT', ignore);
  try {
    const child = spawn('/bin/sh', ['-c', `${editor} "$1"`, editor, path], {
      // Into a file, or a pipe, goes the result alone.
      stdio: ['inherit', process.stdout.isTTY ? 'inherit' : 2, 'inherit'],
      env: withoutSecrets(process.env),
    });
    const [exitCode] = (await once(child, 'close')) as [number | null];
    if (exitCode === notFoundByShell) throw new UserError('editor-missing', { editor });
    if (exitCode !== 0) throw new UserError('editor-failed', { editor, exitCode });
  } finally {
    process.off('SIGINT', ignore);
  }
}
