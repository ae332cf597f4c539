import { createPrivateKey } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  envelopeHeadLength,
  envelopeLength,
  magic,
  openEnvelope,
} from '../../../src/crypto/envelope/envelope.ts';
import type { Identity } from '../../../src/crypto/envelope/slot.ts';
import { MachineKey } from '../../../src/crypto/machineKey.ts';
import type { Stage } from './stage.ts';

/** Looks also for the keys of all archives on the server that one of the identities opens, and of unfinished uploads. */
export async function addArchiveKeys(stage: Stage, identities: readonly Identity[]): Promise<void> {
  for (const { path, content } of await filesIn(join(stage.data, 'archives'))) {
    if (!content.subarray(0, magic.length).equals(magic)) continue;
    const length = envelopeLength(content.subarray(0, envelopeHeadLength), path);
    const { fileKey } = await openEnvelope(content.subarray(0, length), identities, path);
    stage.add(`key of the archive ${path}`, fileKey);
  }
  const machine = new MachineKey(createPrivateKey(await readFile(join(stage.home, 'certs/client.key'))));
  for (const { path, content } of await filesIn(join(stage.home, 'state'))) {
    if (!path.endsWith('record.json')) continue;
    const { fileKey } = JSON.parse(content.toString()) as { fileKey?: string };
    const key = fileKey === undefined ? null : machine.open(Buffer.from(fileKey, 'base64'));
    if (key) stage.add(`key of the unfinished upload ${path}`, key);
  }
}

async function filesIn(folder: string): Promise<{ path: string; content: Buffer }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(paths.map(async (path) => ({ path, content: await readFile(path) })));
}
