/** A program that documents call, and that a test cannot run as it is. */
export interface StandIn {
  readonly program: string;
  readonly reason: string;
  /** What else tries what it would have done. */
  readonly coveredBy: string;
  /** In its place `bin/` has a script of the same name, else nothing is run. */
  readonly isScript?: true;
}

/**
 * Every program that is not run for real in the blocks of the documents. All others are those of this machine, and
 * what is not there fails.
 */
export const standIns: readonly StandIn[] = [
  {
    program: 'npm',
    reason: 'installs packages for minutes',
    coveredBy: '.ci/run, which runs npm ci and npm test on a clean checkout, and tests/packaging',
  },
  {
    program: 'apt-get',
    reason: 'changes the machine, and needs root',
    coveredBy: '.ci/run, which installs the same packages',
  },
  {
    program: 'useradd',
    reason: 'changes the machine, and needs root',
    coveredBy: 'nothing: its manual page',
  },
  {
    program: 'chown',
    reason: 'needs root, and the user of useradd',
    coveredBy: 'nothing: its manual page',
  },
  {
    program: 'systemctl',
    reason: 'talks to the systemd of the machine',
    coveredBy: 'systemd-analyze verify, in tests/docs/examples.test.ts and tests/schedule/units.test.ts',
    isScript: true,
  },
  {
    program: 'loginctl',
    reason: 'talks to the systemd of the machine',
    coveredBy: 'nothing: its manual page',
  },
  {
    program: 'sudo',
    reason: 'asks for a password of the machine',
    coveredBy: 'the command behind it, as the user of the test',
    isScript: true,
  },
  {
    program: 'scp',
    reason: 'needs another host',
    coveredBy: 'cp between the homes of the machines',
    isScript: true,
  },
];
