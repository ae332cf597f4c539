import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { cleanEnvironment } from '../../support/program.ts';
import {
  archiveName,
  isSame,
  type ServerWork,
  serverWork,
  storedBy,
  strayFiles,
} from '../support/serverWork.ts';
import type { Station } from '../support/station.ts';
import { Visitor } from '../support/visitor.ts';
import type { Killings } from './clientCrashes.ts';
import { dying, killEverywhere, programPath, stepOfDeath } from './killings.ts';

/** Kills a server at every step of what it is asked for, and starts it again. */
export async function killServers(
  station: Station,
  { folder, signal, deaths, names, choice = {} }: Killings,
): Promise<void> {
  for (const work of serverWork.filter(({ name }) => names?.includes(name) ?? true)) {
    await killEverywhere(choice, signal, async (killing) => {
      const data = join(folder, 'server');
      const armed = join(folder, 'armed');
      await cp(station.data, data, { recursive: true });
      const victim = await serve(data, dying(killing, folder, armed));
      const visitor = await logIn(station, victim.port);
      if (work.before !== null) await visitor.upload(archiveName, work.before);
      await writeFile(armed, '');
      const isConfirmed = await work.ask(visitor).then(
        ({ status }) => status < 300,
        () => false,
      );
      visitor.leave();
      await end(victim.child);
      await rm(armed);
      const step = await stepOfDeath(folder);
      if (step !== undefined) {
        deaths.note(work.name, step, isConfirmed ? 'confirmed before' : 'not confirmed', [
          ...(await afterwards(station, data, work, isConfirmed)),
        ]);
      } else if (!isConfirmed) deaths.note(work.name, 'at no step', 'refused', ['it was not done']);
      await rm(data, { recursive: true });
      return step !== undefined;
    });
  }
}

/** What is wrong when it was started again. */
async function afterwards(
  station: Station,
  data: string,
  work: ServerWork,
  isConfirmed: boolean,
): Promise<string[]> {
  const wrong: string[] = [];
  const { child, port } = await serve(data, {});
  const visitor = await logIn(station, port);
  const stored = await storedBy(visitor);
  const wanted = isConfirmed ? [work.after] : [work.before, work.after];
  if (!wanted.some((bytes) => isSame(stored, bytes))) wrong.push('the archive is not as it was or should be');
  const { status } = await work.ask(visitor);
  if (status >= 300) wrong.push(`asked again, it answered ${status}`);
  if (!isSame(await storedBy(visitor), work.after)) wrong.push('asked again, it is not as it should be');
  visitor.leave();
  await end(child);
  return [...wrong, ...(await strayFiles(data, work))];
}

async function logIn(station: Station, port: number): Promise<Visitor> {
  const visitor = await Visitor.visit(station.home, port);
  await visitor.logIn();
  return visitor;
}

const listening = z.object({ port: z.number() });

async function serve(
  data: string,
  environment: Record<string, string>,
): Promise<{ readonly child: ChildProcess; readonly port: number }> {
  const args = ['serve', '--data', data, '--port', '0', '--json'];
  const child = spawn(process.execPath, [programPath, ...args], {
    env: cleanEnvironment(environment),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  for await (const line of createInterface(child.stdout)) {
    return { child, port: listening.parse(JSON.parse(line)).port };
  }
  throw new Error('serve ended before it listened');
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'close');
}
