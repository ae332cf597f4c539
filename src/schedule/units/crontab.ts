import { shellWord } from '../../common/shellWord.ts';
import { secretNames } from '../../config/credentials.ts';
import { type Installation, scheduleRun } from './installation.ts';

const fileOptions = {
  password: '--password-file',
  passphrase: '--passphrase-file',
  keyPassphrase: '--key-passphrase-file',
} as const;

/** A line for `crontab -e` that runs every 15 minutes what is due. */
export function crontabLine(installation: Installation): string {
  const words = [
    ...scheduleRun(installation),
    ...secretNames.flatMap((secret) => {
      const path = installation.secretFiles[secret];
      return path === undefined ? [] : [fileOptions[secret], path];
    }),
  ];
  // cron takes a bare % for the end of the line, also between quotes, and removes the backslash (crontab(5)).
  return `*/15 * * * * ${words.map(shellWord).join(' ').replaceAll('%', '\\%')}`;
}
