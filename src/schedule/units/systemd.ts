import { credentialNames, secretNames } from '../../config/credentials.ts';
import { type Installation, scheduleRun } from './installation.ts';
import { execLine, pathWord, wholeLine } from './systemdQuoting.ts';

export const unitName = 'secure-client-schedule';

/** The first line of our units, by which they are known again. */
export const unitMark = '# Written by: secure-client schedule install';

export type Manager = 'user' | 'system';

/**
 * What both managers can do without a view of the file system of its own. `MemoryDenyWriteExecute` is left out: the
 * compiler of V8 writes the code it runs.
 */
const hardening = `UMask=0077
LimitCORE=0
NoNewPrivileges=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM`;

/** What a user's manager does only inside a user namespace, where the files of others would seem to be nobody's. */
const hardeningOfSystem = `CapabilityBoundingSet=CAP_DAC_READ_SEARCH
ProtectSystem=strict
PrivateDevices=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes`;

export interface ServiceSettings {
  /** Whose service it is, as a number; root's, or that of the user's manager, where absent. */
  readonly user?: number | undefined;
  /** Folders that it may write to. */
  readonly writable: readonly string[];
  /** False where something that it needs lies in `/tmp`. */
  readonly isTmpPrivate: boolean;
}

/** The service that runs once what is due. */
export function serviceUnit(
  installation: Installation,
  manager: Manager,
  { user, writable, isTmpPrivate }: ServiceSettings,
): string {
  const lines = [
    unitMark,
    '[Unit]',
    'Description=Scheduled uploads of secure-client',
    'Documentation=man:systemd.service(5)',
    ...(manager === 'system' ? ['After=network-online.target', 'Wants=network-online.target'] : []),
    '',
    '[Service]',
    'Type=oneshot',
    ...(user === undefined ? [] : [`User=${user}`]),
    `ExecStart=${execLine(scheduleRun(installation))}`,
    ...loadCredentials(installation),
    // Stored, with a remark; or someone else is storing it right now.
    'SuccessExitStatus=8 9',
    'Nice=10',
    'IOSchedulingPriority=7',
    '',
    hardening,
    ...(manager === 'system'
      ? [
          hardeningOfSystem,
          ...writable.map((path) => `ReadWritePaths=${pathWord(path)}`),
          ...(isTmpPrivate ? ['PrivateTmp=yes'] : []),
        ]
      : []),
    '',
  ];
  return lines.join('\n');
}

function loadCredentials({ secretFiles }: Installation): string[] {
  return secretNames.flatMap((secret) => {
    const path = secretFiles[secret];
    return path === undefined ? [] : [`LoadCredential=${credentialNames[secret]}:${wholeLine(path)}`];
  });
}

/** The timer: every 15 minutes, and at once after the machine was off. What is due is decided by the schedule. */
export function timerUnit(): string {
  return `${unitMark}
[Unit]
Description=Looks every 15 minutes for uploads of secure-client that are due

[Timer]
OnCalendar=*:0/15
RandomizedDelaySec=2min
Persistent=true

[Install]
WantedBy=timers.target
`;
}
