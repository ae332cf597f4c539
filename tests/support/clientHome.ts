import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Config } from '../../src/config/config.ts';

export interface HomeOptions {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
  readonly config?: Partial<Config>;
}

/** A folder that lives as long as the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'secure-client-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A home with certificates and a configuration, for the length of the test. */
export async function makeHome({ cert, key, ca, config = {} }: HomeOptions): Promise<string> {
  const home = await temporaryFolder();
  const certificates = join(home, 'certs');
  await mkdir(certificates);
  await writeFile(join(certificates, 'client.crt'), cert);
  await writeFile(join(certificates, 'client.key'), key, { mode: 0o600 });
  await writeFile(join(certificates, 'ca.crt'), ca);
  await writeFile(join(home, 'config.json'), JSON.stringify({ version: 1, ...config }));
  return home;
}
