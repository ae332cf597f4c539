import { rememberedSecretsOf } from '../../src/client/rememberedSecrets.ts';
import { noKeyring } from '../../src/client/secrets/keyring.ts';
import { openScreens } from '../../src/components/openScreens.tsx';
import { chooseTheme } from '../../src/text/themeName.ts';
import { createFakeClient, latest } from './fakeClient.ts';

/**
 * The screens as a process of their own, for what only a process can show: signals, exit codes, the state of
 * the terminal afterwards. Run as `node screensOnATerminal.ts HOME`.
 */
const [, , home = '/nonexistent'] = process.argv;
const client = createFakeClient(() => new Date());
const { loginToServer } = client;
client.loginToServer = (options) => {
  const session = loginToServer(options);
  latest(client.logins).accept();
  return session;
};
// What a broken view does: the list cannot be drawn.
if (process.env['BREAK'] === '1') {
  client.listFiles = async () => [
    { name: 'a.enc', size: Symbol('no number') as unknown as number, uploadedAt: null },
  ];
}
const login = { host: 'backup.example.org', port: '8443', username: 'alice', password: 'x', remember: false };
const theme = chooseTheme(undefined, undefined, process.env);
const remembered = rememberedSecretsOf(home, noKeyring);
const { exitCode } = await openScreens({ home, language: 'en', theme, client, remembered, login });
process.exitCode = exitCode;
