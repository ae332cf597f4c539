import { readdir, readFile } from 'node:fs/promises';
import { Passphrase } from '../../../src/crypto/envelope/passphrase.ts';
import type { Identity } from '../../../src/crypto/envelope/slot.ts';
import { X25519Identity } from '../../../src/crypto/envelope/x25519.ts';
import type { ProofPart, ProofResult } from '../part.ts';
import { addArchiveKeys } from './archiveKeys.ts';
import { needlesOf } from './needles.ts';
import { type Search, search } from './search.ts';
import { begin, type Step, type Words, wholeSession } from './session.ts';
import type { Stage } from './stage.ts';

export const secrets: ProofPart = {
  title: 'secrets lie nowhere but where the documents say',
  minutes: 5,
  async run({ seed, folder, signal, log }): Promise<ProofResult> {
    const begun = (name: string) => {
      signal.throwIfAborted();
      log(name);
    };
    const { stage, needles, files, bytes, finds } = await searchAfter(folder, seed, wholeSession, begun);
    return {
      figures: {
        'steps of the session': Object.keys(wholeSession).length,
        'runs of the program': stage.runs,
        'processes looked at while they ran': stage.processes,
        'secrets looked for': stage.secrets.length,
        'secrets × encodings': needles,
        'files searched': files,
        'bytes searched': bytes,
        'found where it does not belong': finds.length,
      },
      failures: finds,
    };
  },
};

/** Runs some steps, and looks for all that was secret in them. */
export async function searchAfter(
  folder: string,
  seed: number,
  steps: Readonly<Record<string, Step>>,
  begun: (name: string) => void = () => {},
): Promise<Search & { readonly stage: Stage; readonly needles: number }> {
  const { stage, words } = await begin(folder, seed);
  try {
    for (const [name, step] of Object.entries(steps)) {
      begun(name);
      await step(stage, words);
    }
  } finally {
    await stage.close();
  }
  await addArchiveKeys(stage, await identitiesOf(stage, words));
  const needles = stage.secrets.flatMap(needlesOf);
  const { finds, ...searched } = await search(stage.folder, needles);
  const dumps = (await readdir(stage.path('work'))).filter((name) => !name.endsWith('.enc'));
  const left = dumps.map((name) => `${name} was left in the current folder, and may hold anything`);
  return { ...searched, finds: [...finds, ...left], needles: needles.length, stage };
}

async function identitiesOf(stage: Stage, { password, passphrase }: Words): Promise<Identity[]> {
  const next = stage.secrets.find(({ name }) => name === 'next passphrase')?.bytes.toString();
  const words = [passphrase, password, ...(next === undefined ? [] : [next])];
  const pem = await readFile(stage.path('given/restore.key'), 'utf8').catch(() => '');
  const identity = pem === '' ? null : X25519Identity.parse(pem);
  return [...words.map((word) => new Passphrase(word)), ...(identity === null ? [] : [identity])];
}
