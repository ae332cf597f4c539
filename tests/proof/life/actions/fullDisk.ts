import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { runOnSmallDisk } from '../../../support/smallDisk.ts';
import { username } from '../../../support/world.ts';
import { confirmationOf, noteAttempt } from '../confirm.ts';
import type { Life } from '../life.ts';
import type { Archive } from '../model.ts';
import type { Action } from './action.ts';

const mebi = 1024 * 1024;

/** An archive is restored to a disk that is too small for it: nothing of it stays there. */
export const fullDestination: Action = async (life) => {
  const disk = life.newDestination();
  await restoreWithLittleRoom(life, disk, join(disk, 'restored'));
};

/** An archive is restored where the disk of the home is too small for what arrives. */
export const fullHome: Action = async (life) => {
  await restoreWithLittleRoom(life, join(life.world.home, 'state/transfers'), life.newDestination());
};

async function restoreWithLittleRoom(life: Life, disk: string, to: string): Promise<void> {
  const archive = await largeArchive(life);
  if (archive === undefined) return;
  const wasThere = await readdir(disk).catch(() => null);
  await mkdir(disk, { recursive: true });
  const server = ['--host', '127.0.0.1', '--port', String(life.line.port), '--username', username];
  const environment = { ...life.world.environment, SECURE_CLIENT_PASSPHRASE: archive.passphrase };
  const args = ['download', archive.name, '--to', to, ...server, '--json'];
  const { exitCode, stdout, left } = await runOnSmallDisk(disk, args, environment);
  life.tally.add('full disks of the client');
  if (exitCode !== 10) life.fail(`download to a full disk: exit ${exitCode}, not 10\n${stdout}`);
  if (left.length !== 1) life.fail(`download to a full disk left ${left.join(', ')}`);
  if (wasThere === null) await rm(disk, { recursive: true });
  const found = await readdir(to).catch(() => []);
  if (found.length > 0) life.fail(`download with a full home left ${found.join(', ')}`);
}

/** One that is large as it arrives: lines take a hundredth of their length then. */
async function largeArchive({ model, random, world }: Life): Promise<Archive | undefined> {
  const large: Archive[] = [];
  for (const archive of model.present()) {
    const { size } = await stat(join(world.data, 'archives', username, archive.name));
    if (size > 3 * mebi) large.push(archive);
  }
  return large.length > 0 ? random.pick(large) : undefined;
}

/** The server's disk has hardly any room for an upload: it is refused, and nothing else is lost. */
export const fullServer: Action = async (life) => {
  const { world, sources, random } = life;
  await sources.addPhoto(random, 4 * mebi);
  await world.restartServer('SIGTERM', undefined, onSmallDisk(world.data));
  const before = await sources.treeOf(['photos']);
  const ran = await life.ask(['upload', join(sources.folder, 'photos')]);
  if (confirmationOf(ran) !== null) life.fail(`${ran.command}, though the disk of the server is full`);
  else noteAttempt(life, { before, after: before }, null);
  life.expectExit(ran, 3);
  const listed = await life.ask(['list']);
  life.expectExit(listed, 0);
  await world.restartServer('SIGTERM');
  life.tally.add('full disks of the server');
};

/** Runs a command while its data folder lies on a disk with 2 MiB of room, and copies it back afterwards. */
function onSmallDisk(data: string): string[] {
  const script = `
    set -e
    small="$0.small"
    mkdir "$small"
    size=$(( $(du -sk "$0" | cut -f1) + $(find "$0" | wc -l) * 4 + 2048 ))
    mount -t tmpfs -o size="$size"k tmpfs "$small"
    cp -a "$0/." "$small/"
    "$@" --data "$small" & child=$!
    trap 'kill -TERM $child' TERM
    wait $child || wait $child || true
    find "$0" -mindepth 1 -delete
    cp -a "$small/." "$0/"
    umount "$small"
    rmdir "$small"`;
  return ['unshare', '--map-root-user', '--mount', 'sh', '-c', script, data];
}
