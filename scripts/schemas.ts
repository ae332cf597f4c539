/** Writes the JSON schemas of the files of the home folder into `dist/schemas/`, for editors. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { configJsonSchema } from '../src/config/jsonSchema.ts';
import { scheduleJsonSchema } from '../src/schedule/jsonSchema.ts';

const usualFolder = fileURLToPath(new URL('../dist/schemas', import.meta.url));

/** Writes them. @returns the paths of the files */
export async function schemas(folder = usualFolder): Promise<string[]> {
  const documents = {
    'config.schema.json': configJsonSchema(),
    'upload_schedule.schema.json': scheduleJsonSchema(),
  };
  await mkdir(folder, { recursive: true });
  return Promise.all(
    Object.entries(documents).map(async ([name, document]) => {
      const path = join(folder, name);
      await writeFile(path, `${JSON.stringify(document, null, 2)}\n`);
      return path;
    }),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log((await schemas()).join('\n'));
