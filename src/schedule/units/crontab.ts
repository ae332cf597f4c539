import { type Installation, scheduleRun } from './installation.ts';

/** A line for `crontab -e` that runs every 15 minutes what is due. */
export function crontabLine(installation: Installation): string {
  const { passwordFile, passphraseFile } = installation;
  const words = [
    ...scheduleRun(installation),
    ...(passwordFile ? ['--password-file', passwordFile] : []),
    ...(passphraseFile ? ['--passphrase-file', passphraseFile] : []),
  ];
  // cron takes a bare % for the end of the line, also between quotes, and removes the backslash (crontab(5)).
  return `*/15 * * * * ${words.map(shellWord).join(' ').replaceAll('%', '\\%')}`;
}

function shellWord(word: string): string {
  return /^[\w%+,./:=@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
