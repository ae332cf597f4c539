import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { carryOut } from '../measure.ts';
import { quoted } from '../processes.ts';
import type { Stage } from '../stage.ts';

/** age with a key of its own, and tar before it: parts of a script for the shell. */
export class Age {
  readonly #keyPath: string;
  readonly #recipient: string;

  private constructor(keyPath: string, recipient: string) {
    this.#keyPath = keyPath;
    this.#recipient = recipient;
  }

  static async create({ place }: Stage): Promise<Age> {
    const keyPath = place.path('age.key');
    await carryOut(place, { words: ['age-keygen', '-o', keyPath] });
    const [, recipient = ''] = /public key: (\S+)/.exec(await readFile(keyPath, 'utf8')) ?? [];
    return new Age(keyPath, recipient);
  }

  seal(): string {
    return `age -r ${this.#recipient}`;
  }

  open(): string {
    return `age -d -i ${quoted(this.#keyPath)}`;
  }
}

/** Packs a file or folder. */
export function packWithTar(path: string): string {
  return `tar -c -C ${quoted(dirname(path))} ${quoted(basename(path))}`;
}

/** Unpacks into a folder. */
export function unpackWithTar(folder: string, ...only: readonly string[]): string {
  return `tar -x -C ${quoted(folder)} ${only.map(quoted).join(' ')}`;
}
