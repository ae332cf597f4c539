import { join } from 'node:path';
import { AccountTable } from '../../src/server/accountTable.ts';
import { openDatabase } from '../../src/server/database.ts';
import { cheapHash } from './cheapHash.ts';
import { runProgram } from './program.ts';
import { password, username } from './world.ts';

/** Makes what a world begins with, authority, certificates and account, with the program itself. */
export async function fillWorld(folder: string): Promise<void> {
  const environment = { SECURE_CLIENT_HOME: join(folder, 'home'), SECURE_CLIENT_PASSWORD: password };
  const data = join(folder, 'server');
  const names = ['--ip', '127.0.0.1', '--dns', 'localhost'];
  for (const args of [
    ['certs', 'init'],
    ['certs', 'issue', 'client', username],
    ['certs', 'issue', 'server', 'test', ...names, '--out', join(data, 'certs')],
    ['users', 'add', username, '--data', data],
  ]) {
    const { exitCode, stderr } = await runProgram(args, environment);
    if (exitCode !== 0) throw new Error(`${args.join(' ')}: exit ${exitCode}\n${stderr}`);
  }
  const database = await openDatabase(data, { durable: false });
  new AccountTable(database).setPassword(username, await cheapHash(password));
  database.close();
}
