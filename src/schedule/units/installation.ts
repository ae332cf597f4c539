import type { SecretName } from '../../config/credentials.ts';

/** What a timer or a line of crontab runs. All paths are absolute. */
export interface Installation {
  /** The program that runs us, such as `/usr/bin/node`. */
  readonly node: string;
  /** Our own file. */
  readonly program: string;
  readonly home: string;
  /** Files that hold secrets. */
  readonly secretFiles: Readonly<Partial<Record<SecretName, string>>>;
  /** More options of `schedule run`, such as `--host backup.example.org`. */
  readonly options: readonly string[];
}

/** The command as a list of words, without the files of the secrets. */
export function scheduleRun({ node, program, home, options }: Installation): string[] {
  return [node, program, 'schedule', 'run', '--quiet', '--home', home, ...options];
}
