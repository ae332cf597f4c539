import type { CommandHelp } from '../helpText.ts';

const scheduledPath = 'one of the scheduled paths, as `schedule list` shows it';

/** Commands about what is uploaded by itself. */
export const scheduleInEnglish = {
  schedule: {
    summary: 'files and folders that are uploaded by themselves, each day or as you say',
    description:
      'They are uploaded while the screens are open, by `schedule run --watch`, or by the timer that `schedule install` sets up.',
    examples: [
      { does: 'Each day, from now on', command: 'secure-client schedule add /etc /var/backups' },
      { does: 'Also when nobody is there', command: 'secure-client schedule install' },
    ],
  },
  'schedule add': {
    summary: 'schedule files and folders; each becomes an archive of its own',
    examples: [
      { does: 'Every 24 hours', command: 'secure-client schedule add /etc /var/backups' },
      {
        does: 'Each night, where something has changed',
        command: 'secure-client schedule add ~/work --at 02:30 --skip-unchanged',
      },
      {
        does: 'Every six hours on working days, a week of days being kept',
        command: 'secure-client schedule add /srv/mail --cron "0 */6 * * 1-5" --keep-daily 7',
      },
    ],
  },
  'schedule edit': {
    summary: 'change how a path is uploaded',
    description: 'What is not given stays as it is; an empty value takes a label or a list away.',
    arguments: { path: scheduledPath },
    examples: [
      { does: 'Twice a day', command: 'secure-client schedule edit /etc --every 12h' },
      {
        does: 'No label of its own, and nothing temporary',
        command: 'secure-client schedule edit /srv/mail --label "" --exclude "*.tmp"',
      },
    ],
  },
  'schedule list': {
    summary: 'show what is scheduled: when it was uploaded last, when it comes next, what went wrong',
    examples: [{ does: 'Everything that is scheduled', command: 'secure-client schedule list' }],
  },
  'schedule remove': {
    summary: 'schedule a path no longer; its archives stay',
    arguments: { path: scheduledPath },
    examples: [{ does: 'One path', command: 'secure-client schedule remove /etc' }],
  },
  'schedule pause': {
    summary: 'upload a path no longer until it is resumed',
    arguments: { path: scheduledPath },
    examples: [{ does: 'One path', command: 'secure-client schedule pause /srv/mail' }],
  },
  'schedule resume': {
    summary: 'go on with a paused path; what it missed is made up for by one upload',
    arguments: { path: scheduledPath },
    examples: [{ does: 'One path', command: 'secure-client schedule resume /srv/mail' }],
  },
  'schedule run': {
    summary: 'upload what is due, and end; for cron and timers',
    arguments: { path: 'only these of what is scheduled' },
    examples: [
      {
        does: 'What is due, where nobody can be asked for the password',
        command: 'secure-client schedule run --password-file /root/.backup-password',
      },
      { does: 'Stay, and upload what becomes due', command: 'secure-client schedule run --watch' },
      { does: 'One path at once, due or not', command: 'secure-client schedule run /etc --now' },
    ],
  },
  'schedule history': {
    summary: 'show what was uploaded, skipped and failed, the newest first',
    arguments: { path: 'only this path' },
    examples: [{ does: 'The last five of a path', command: 'secure-client schedule history /etc --limit 5' }],
  },
  'schedule status': {
    summary: 'tell whether all that is scheduled is up to date; for monitoring',
    description:
      'Ends with 0 when all is up to date or waits its turn, with 8 when something is late, else with the exit code of what failed: 3 connection, 4 credentials, 5 path not found …',
    examples: [
      { does: 'Six hours late are nothing yet', command: 'secure-client schedule status --grace 6h' },
      {
        does: 'For the node exporter of Prometheus',
        command: 'secure-client schedule status --metrics /var/lib/node_exporter/backup.prom',
      },
    ],
  },
  'schedule install': {
    summary: 'write a systemd service and timer that upload what is due, or print a line for cron',
    options: { '--system': 'for the whole machine instead of your user; needs root' },
    examples: [
      {
        does: 'For your user',
        command: 'secure-client schedule install --password-file ~/.backup-password',
      },
      { does: 'Only look at what would be written', command: 'secure-client schedule install --print' },
    ],
  },
  'schedule uninstall': {
    summary: 'remove the service and the timer that `schedule install` wrote',
    options: { '--system': 'those of the whole machine; needs root' },
    examples: [{ does: 'Those of your user', command: 'secure-client schedule uninstall' }],
  },
} as const satisfies Readonly<Record<string, CommandHelp>>;
