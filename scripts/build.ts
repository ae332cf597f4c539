/** Bundles the program into `dist/`: the same input gives the same bytes. */
import { chmod, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = `${root}dist`;

/** CommonJS packages inside the bundle ask for Node's own modules through `require`. */
const requireBanner =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

await rm(out, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: { cli: 'src/cli.tsx' },
  outdir: out,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  // Some packages ship both kinds of modules; only the newer kind can be imported by name.
  mainFields: ['module', 'main'],
  minify: true,
  legalComments: 'none',
  banner: { js: requireBanner },
  define: { 'process.env.NODE_ENV': '"production"' },
  // Ink asks for the developer tools only when told to by the environment; nobody ships them.
  alias: { 'react-devtools-core': `${root}scripts/nothing.ts` },
});
await chmod(`${out}/cli.js`, 0o755);
