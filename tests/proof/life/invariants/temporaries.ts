import { existsSync } from 'node:fs';
import { readdir, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { unfinishedTransfers } from '../actions/unfinished.ts';
import type { Life } from '../life.ts';
import type { Invariant } from './invariant.ts';

const twoDays = 2 * 24 * 60 * 60_000;
const patienceMilliseconds = 10_000;

/** What kills left behind, and when it was made to look old. */
const leftBehind = new WeakMap<Life, Map<string, number>>();

/**
 * Nothing temporary is left at home when nothing runs. What a killed client left is made to look two days old: the next
 * command that writes there has to remove it.
 */
export const nothingTemporaryAtHome: Invariant = async (life) => {
  const { home } = life.world;
  const known = leftBehind.get(life) ?? new Map<string, number>();
  leftBehind.set(life, known);
  for (const folder of [home, join(home, 'certs'), join(home, 'state')]) {
    for (const name of await readdir(folder)) {
      if (name.endsWith('.tmp')) await judge(life, known, join(folder, name));
      if (name.includes('.lock') && !name.endsWith('.tmp') && !life.wasEverKilled)
        life.fail(`${name} is left, though nobody was killed`);
    }
  }
  const spooled = await readdir(join(home, 'state/spool')).catch(() => []);
  if (spooled.length > 0 && !life.wasKilled) life.fail(`state/spool holds ${spooled.join(', ')}`);
};

/** A temporary file is removed with the next change of the file that it was to become. */
async function judge(life: Life, known: Map<string, number>, path: string): Promise<void> {
  const agedAt = known.get(path);
  if (agedAt === undefined) {
    if (!life.wasKilled) life.fail(`${path} is left, though nobody was killed`);
    const old = new Date(Date.now() - twoDays);
    await utimes(path, old, old);
    known.set(path, Date.now());
    life.tally.add('temporary files that a kill left');
    return;
  }
  const target = path.replace(/\.[0-9a-f]+\.tmp$/, '');
  const changed = await stat(target).catch(() => null);
  if (changed !== null && changed.mtimeMs > agedAt)
    life.fail(`${path} is still there, and its file was written since`);
}

/** Every folder of a transfer can be gone on with; what a kill left of one that had not begun goes after a day. */
export const transfersCanBeGoneOnWith: Invariant = async (life) => {
  const transfers = join(life.world.home, 'state/transfers');
  const found = await readdir(transfers).catch(() => []);
  if (found.length === 0) return;
  const listed = new Set((await unfinishedTransfers(life)).map(({ id }) => id));
  // What is worth nothing was removed when they were listed.
  const others = (await readdir(transfers)).filter((id) => !listed.has(id));
  if (others.length === 0) return;
  if (!life.wasKilled) life.fail(`state/transfers holds ${others.join(', ')}, which nobody can go on with`);
  const old = new Date(Date.now() - twoDays);
  for (const id of others) await utimes(join(transfers, id), old, old);
  life.tally.add('transfers that a kill left before they had begun', others.length);
  await unfinishedTransfers(life);
  const stayed = others.filter((id) => existsSync(join(transfers, id)));
  if (stayed.length > 0) life.fail(`${stayed.join(', ')} in state/transfers is still there a day later`);
};

/** The server keeps nothing of uploads in one request that broke off, and no envelope that is replaced. */
export const nothingTemporaryOnServer: Invariant = async (life) => {
  const until = Date.now() + patienceMilliseconds;
  for (;;) {
    const left = await Promise.all(
      ['incoming', 'journal'].map((name) => readdir(join(life.world.data, name)).catch(() => [])),
    );
    if (left.flat().length === 0) return;
    // A server learns from its own end of the line that a client is gone.
    if (Date.now() > until) return life.fail(`the server still holds ${left.flat().join(', ')}`);
    await wait(20);
  }
};
