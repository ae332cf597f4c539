import type { PipeProblem } from '../../common/usageProblem.ts';
import type { ErrorSentences } from '../errorSentences.ts';
import type { UsageText } from '../usageText.ts';

const uploadExample = 'For example: pg_dump db | secure-client upload - --label db';

/** What is said of commands that take standard input or output for a file, and wrongly. */
export const pipeUsageInEnglish: Pick<UsageText['problems'], PipeProblem> = {
  'stdin-terminal': () => ({
    message: 'What is to be read from standard input would have to be typed: it is a terminal.',
    next: uploadExample,
  }),
  'stdin-not-alone': () => ({
    message: '- stands for standard input, and is an archive of its own: no other path goes with it.',
    next: 'Give the paths to another command. A file that is named - is written ./-',
  }),
  'stdin-options': () => ({
    message: 'What comes from standard input is one file: no glob chooses among it.',
    next: 'Leave --include and --exclude out.',
  }),
  'stdin-compress': () => ({
    message: 'What comes from standard input is always compressed, where that makes it smaller.',
    next: 'Leave --compress out.',
  }),
  'stdin-server-mode': () => ({
    message: 'What comes from standard input is sealed on this machine, and never sent as it is.',
    next: 'Say --mode client, or write it to a file first.',
  }),
  'stdin-label': () => ({
    message: 'What comes from standard input has no name: the archive needs a label.',
    next: uploadExample,
  }),
  'stdin-name': () => ({
    message: 'What comes from standard input has no name, and neither has the archive.',
    next: 'For example: pg_dump db | secure-client seal - -o - --stdin-name db.sql > db.enc',
  }),
  'stdin-name-unusable': () => ({
    message: 'The name for what comes from standard input cannot be that of a file.',
    next: 'Give --stdin-name a plain name, without slashes: --stdin-name db.sql',
  }),
  'stdout-terminal': () => ({
    message: 'A sealed archive is not written to a terminal.',
    next: 'Redirect it, or pipe it on: secure-client seal PATH -o - > archive.enc',
  }),
  'stdout-json': () => ({
    message: 'Standard output cannot hold both a file and a JSON document.',
    next: 'Leave --json out, or write to a file.',
  }),
  'stdout-options': () => ({
    message:
      'What is written to standard output is one file of a sealed archive, and nothing but its content.',
    next: 'Leave --legacy, --owner, --overwrite, --list and --verify out, or restore into a folder: --to DIR',
  }),
};

/** What is said where standard input or output stands for a file. */
export const pipeErrorsInEnglish = {
  'stdin-empty': () => ({
    message: 'Nothing came from standard input, so nothing was stored.',
    next: 'See whether the program before the pipe failed. If it is to be empty: --allow-empty',
  }),
  'several-files': ({ name, paths }) => ({
    message: `${name} holds ${paths.length} files that are meant: ${paths.slice(0, 3).join(', ')}${paths.length > 3 ? ' …' : ''}`,
    next: `Standard output takes one: choose it with --only, such as --only '${paths[0] ?? ''}'`,
  }),
  'file-cut-short': ({ name, bytes }) => ({
    message: `${name} is damaged or was altered: only the first ${bytes} bytes of the file could be written.`,
    next: 'Do not use what was written. Try again; if it stays so, use another archive and check the server.',
  }),
  'pipe-closed': () => ({
    message: 'Whoever reads the output wants no more of it.',
    next: 'Nothing has to be done.',
  }),
} satisfies Partial<ErrorSentences>;
