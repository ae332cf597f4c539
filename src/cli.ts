#!/usr/bin/env node
// The door, which any Node.js since 14 can open, if only to hear that it is too old: no syntax that is newer than that
// here, and nothing is imported but what is as plain.
import packageJson from '../package.json' with { type: 'json' };
import { detectLanguage } from './text/language.ts';
import { isNodeTooOld, nodeTooOld } from './text/nodeTooOld.ts';

const { argv, versions } = process;
const needed = packageJson.engines.node.replace('>=', '');

if (isNodeTooOld(versions.node, needed)) {
  const asked = / --lang[ =](\w+)/.exec(argv.join(' '))?.[1];
  const error = nodeTooOld(detectLanguage(asked, process.env), versions.node, needed);
  if (argv.includes('--json')) console.log(JSON.stringify({ error }));
  else console.error(`${error.message}\n${error.next}`);
  process.exitCode = 2;
} else if (argv.length === 3 && argv[2] === '--version') {
  // What scripts ask most often needs nothing of all the rest.
  console.log(packageJson.version);
} else {
  import('./main.js');
}
