import { readFolder } from '../../src/components/state/runners/folder.ts';

/** Prints what is wrong with the names in a folder. Run as `node printFolder.ts FOLDER`. */
const [, , folder = '.'] = process.argv;
const problems: Record<string, string> = {};
await readFolder(folder, new AbortController().signal, (message) => {
  if (message.type !== 'folder-detailed') return;
  for (const [name, details] of message.details) if (!details.isReadable) problems[name] = details.problem;
});
process.stdout.write(JSON.stringify(problems));
