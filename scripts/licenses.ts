import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { z } from 'zod';

/** Licences that allow everything as long as their text goes along. */
const permissive: readonly string[] = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT'];

/** Packages without a file of their licence, and where its text is then. */
const textsElsewhere: Readonly<Record<string, string>> = {
  '@aws-sdk/credential-provider-http': 'node_modules/@aws-sdk/client-s3',
  '@aws-sdk/credential-provider-login': 'node_modules/@aws-sdk/client-s3',
  '@aws-sdk/nested-clients': 'node_modules/@aws-sdk/client-s3',
  '@tus/utils': 'node_modules/@tus/server',
  'pg-types': 'scripts/licenses/pg-types',
  pgpass: 'scripts/licenses/pgpass',
  'yoga-layout': 'scripts/licenses/yoga-layout',
};

const manifest = z.object({ name: z.string(), version: z.string(), license: z.string() });

/** The folders of the packages of which something is in a bundle, relative to the root, sorted. */
export function bundledFolders({ outputs }: Metafile): string[] {
  const paths = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  );
  const folders = paths.flatMap(
    (path) => /^(?!builtin:).*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? [],
  );
  return [...new Set(folders)].sort();
}

/**
 * The licences of all packages in a bundle, in one text.
 *
 * @param root the folder of `package.json`
 * @throws where a package has no text of its licence, or one that is not permissive
 */
export async function licensesText(root: string, folders: readonly string[]): Promise<string> {
  const parts = await Promise.all(folders.map((folder) => licenseOf(root, folder)));
  return [
    'secure-client contains parts of the packages below. Each is followed by its licence.\n',
    ...new Set(parts),
  ].join(`\n${'='.repeat(80)}\n\n`);
}

async function licenseOf(root: string, folder: string): Promise<string> {
  const { name, version, license } = manifest.parse(
    JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8')),
  );
  if (!permissive.includes(license)) throw new Error(`${name} is under ${license}, which is not permissive.`);
  const place = join(root, textsElsewhere[name] ?? folder);
  const files = (await readdir(place))
    .filter((file) => /^(?:licen[cs]e|copying|notice)\b/i.test(file))
    .sort();
  if (files.length === 0) throw new Error(`${name} comes without the text of its licence.`);
  const texts = await Promise.all(files.map((file) => readFile(join(place, file), 'utf8')));
  return `${name} ${version} (${license})\n\n${texts.map((text) => `${text.trim()}\n`).join('\n')}`;
}
