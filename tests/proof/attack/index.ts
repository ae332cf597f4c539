import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import buildProgram from '../../support/buildProgram.ts';
import { createRandom } from '../../support/random.ts';
import type { ProofOptions, ProofPart, ProofResult } from '../part.ts';
import { cheapHash, prepareData, type Serving, startServing } from '../serving.ts';
import { guess, guessedAccounts } from './guessing.ts';
import { beginUploads, filesOf, idleAccount } from './halfFinished.ts';
import { intrude, intrudedAccounts, intrudeLate } from './intruders.ts';
import { nameHostilely, namingAccount } from './names.ts';
import { normalAccount, whileUnder } from './normalClient.ts';
import { sendShapes, shapingAccount } from './shapes.ts';
import { beSlow, slowAccount } from './slowness.ts';

const attackedAccounts = [
  ...[normalAccount, namingAccount, shapingAccount, slowAccount, idleAccount],
  ...intrudedAccounts,
  ...guessedAccounts,
];

/** The longest that a normal client may wait for an answer, all its attackers being on this machine too. */
const patienceMilliseconds = 15_000;

/**
 * What the memory of the server may be more than before, once an attack is over: as much as 512 connections can take at a
 * time, half a mebibyte each for downloads and their TLS, is not all given back to the system.
 */
const memoryMarginKiB = 512 * 1024;

const eightDays = 8 * 24 * 60 * 60 * 1000;

export const attack: ProofPart = { title: 'A server under attack', minutes: 5, run };

async function run({ minutes, seed, folder, signal, log }: ProofOptions): Promise<ProofResult> {
  buildProgram();
  const dataFolder = join(folder, 'data');
  await mkdir(dataFolder);
  await prepareData(dataFolder, attackedAccounts, cheapHash);
  let serving = await startServing(dataFolder);
  const figures: Record<string, string | number> = {};
  const failures: string[] = [];
  const under = async (what: string, attacking: () => Promise<Record<string, string | number>>) => {
    if (signal.aborted) return;
    log(`  ${what}`);
    const result = await underAttack(serving, attacking);
    for (const [name, value] of Object.entries(result.figures)) figures[`${what}: ${name}`] = value;
    failures.push(...result.failures.map((failure) => `${what}: ${failure}`));
  };
  try {
    await under('requests', async () => {
      const { tried, failures: found } = await intrude(serving, folder);
      failures.push(...found);
      return { tried, 'let in': found.length };
    });
    // Beside no normal client, whose session would end too.
    const late = await intrudeLate(serving);
    failures.push(...late.failures);
    await under('names', async () => {
      const { tried, failures: found } = await nameHostilely(serving, createRandom(seed).next, {
        combinations: 500,
        step: 1,
      });
      failures.push(...found);
      return { tried, 'not as they should be': found.length };
    });
    await under('shapes', async () => {
      const { tried, failures: found } = await sendShapes(serving);
      failures.push(...found);
      return { tried, 'not as they should be': found.length };
    });
    await under('slow connections', async () => {
      const connections = 1000;
      const milliseconds = (minutes * 60_000) / 2;
      const opened = await beSlow(serving, { connections, archives: 20_000, milliseconds, signal });
      return { 'at a time': connections, opened };
    });
    await under('wrong passwords', async () => {
      const { figures: counted, failures: found } = await guess(serving, 10_000, signal);
      failures.push(...found);
      return counted;
    });
    await under('half-finished uploads', async () => {
      const { begun, refused, files, failures: found } = await beginUploads(serving, 3000, signal);
      failures.push(...found);
      return { taken: begun, refused, 'files left': files };
    });
    if (signal.aborted) return { figures, failures };
    await serving.end();
    serving = await startServing(dataFolder, eightDays);
    figures['files left after their lifetime'] = await filesOf(serving);
    figures['records left after their lifetime'] = recordsOf(dataFolder);
    if (
      figures['files left after their lifetime'] !== 0 ||
      figures['records left after their lifetime'] !== 0
    )
      failures.push('Half-finished uploads are left after their lifetime');
  } finally {
    await serving.end();
  }
  return { figures, failures };
}

/** Runs an attack beside a normal client, and looks at what it costs the server. */
async function underAttack(
  serving: Serving,
  attacking: () => Promise<Record<string, string | number>>,
): Promise<ProofResult> {
  const before = await serving.memory();
  const descriptorsBefore = await serving.descriptors();
  await serving.forgetPeak();
  const startedAt = performance.now();
  const attackers = attacking();
  const business = await whileUnder(serving, attackers);
  const seconds = (performance.now() - startedAt) / 1000;
  const after = await serving.memory();
  const failures = [...business.failures];
  if (business.longestMilliseconds > patienceMilliseconds)
    failures.push(`A normal client waited ${business.longestMilliseconds} ms`);
  if (after.nowKiB > before.nowKiB + memoryMarginKiB)
    failures.push(`The server went from ${before.nowKiB} to ${after.nowKiB} KiB`);
  const mebibytes = [before.nowKiB, after.peakKiB, after.nowKiB].map((size) => Math.round(size / 1024));
  return {
    figures: {
      ...(await attackers),
      seconds: seconds.toFixed(1),
      'server MiB before / at most / after': mebibytes.join(' / '),
      'descriptors before / after': `${descriptorsBefore} / ${await serving.descriptors()}`,
      'rounds of the normal client meanwhile': business.rounds,
      'its longest answer, ms': business.longestMilliseconds,
    },
    failures,
  };
}

function recordsOf(dataFolder: string): number {
  const database = new DatabaseSync(join(dataFolder, 'server.db'), { readOnly: true });
  try {
    return Number(database.prepare('SELECT count(*) AS uploads FROM uploads').get()?.['uploads']);
  } finally {
    database.close();
  }
}
