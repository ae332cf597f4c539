import type { CommandHelp } from '../helpText.ts';

/** The program itself, and commands about it. */
export const programInEnglish = {
  'secure-client': {
    summary: 'keep files safe on a server you do not have to trust',
    description: 'Without a command it opens the screens; its options fill in the login.',
    examples: [
      { does: 'Try everything at once, on a throw-away server', command: 'secure-client demo' },
      { does: 'All about one command', command: 'secure-client help schedule add' },
    ],
  },
  demo: {
    summary: 'try everything: a throw-away server, account and archives, and the screens on them',
    examples: [
      { does: 'In French', command: 'secure-client demo --lang fr' },
      { does: 'And look at the files afterwards', command: 'secure-client demo --keep' },
    ],
  },
  doctor: {
    summary: 'check home, certificates, connection, account, schedule and terminal, and say what to do',
    description:
      'Nothing is changed, and nothing is asked for: it logs in where a password is at hand. It ends with 0 where there is no problem, also with warnings; else with the exit code of the first problem: 3 connection, TLS or certificates, 4 credentials, 5 not found, 8 schedule, 10 home or disk.',
    examples: [
      { does: 'Everything', command: 'secure-client doctor' },
      { does: 'For monitoring', command: 'secure-client doctor --json --password-file ~/.backup-password' },
    ],
  },
  completion: {
    summary: 'print a script that makes the shell complete commands, options, files and archives',
    examples: [
      { does: 'In ~/.bashrc or ~/.zshrc', command: 'source <(secure-client completion bash)' },
      {
        does: 'For fish, once',
        command: 'secure-client completion fish > ~/.config/fish/completions/secure-client.fish',
      },
    ],
  },
  help: {
    summary: 'show the help of a command',
    arguments: { command: 'the words of the command' },
    examples: [{ does: 'As --help does', command: 'secure-client help schedule add' }],
  },
} as const satisfies Readonly<Record<string, CommandHelp>>;
