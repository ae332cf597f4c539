import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Passphrase } from '../../../src/crypto/envelope/passphrase.ts';
import type { Identity } from '../../../src/crypto/envelope/slot.ts';
import { X25519Identity } from '../../../src/crypto/envelope/x25519.ts';

export interface VectorEntry {
  readonly path: string;
  readonly type: 'file' | 'dir' | 'symlink' | 'link';
  readonly size: number;
  readonly mode: number;
  readonly mtime: number;
  readonly sha256?: string;
  readonly target?: string;
}

type KeyName = 'passphrase' | 'identity';

interface Vectors {
  readonly keys: {
    readonly passphrase: { readonly passphrase: string };
    readonly identity: { readonly identity: string; readonly recipient: string };
  };
  readonly archives: readonly {
    readonly file: string;
    readonly name: string;
    readonly content: 0 | 1;
    readonly keys: readonly KeyName[];
    readonly entries: readonly VectorEntry[];
  }[];
  readonly refused: readonly {
    readonly file: string;
    readonly keys: readonly KeyName[];
    readonly error: string;
  }[];
}

/** Where a file of the vectors is. */
export function vectorPath(name: string): string {
  return fileURLToPath(new URL(`../../vectors/${name}`, import.meta.url));
}

export const vectors: Vectors = JSON.parse(readFileSync(vectorPath('vectors.json'), 'utf8'));

const pem = readFileSync(vectorPath(vectors.keys.identity.identity), 'utf8');
export const vectorIdentities: Record<KeyName, Identity> = {
  passphrase: new Passphrase(vectors.keys.passphrase.passphrase),
  identity: X25519Identity.parse(pem) as X25519Identity,
};
