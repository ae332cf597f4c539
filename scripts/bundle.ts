import { chmod, readFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { join, relative } from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';

/**
 * Node's own modules as `require` gives them. `import` would also load each of their parts that is otherwise made when
 * it is first used, such as all of undici with `node:http`, and that took a fifth of the time until the screens are there.
 * Each importer has a copy of the line, because what is shared would be a file, and that takes longer to load.
 */
const builtins: Plugin = {
  name: 'builtins',
  setup({ initialOptions: { absWorkingDir: root = '' }, onResolve, onLoad }) {
    onResolve({ filter: /^[\w/:]+$/ }, ({ path, importer }) => {
      const name = path.replace(/^node:/, '');
      if (name === path && !builtinModules.includes(name)) return undefined;
      return { path: `node:${name}`, namespace: 'builtin', suffix: `?${relative(root, importer)}` };
    });
    onLoad({ filter: /^/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule('${path}');`,
    }));
  },
};

/** The messages of zod in fifty languages, of which English is used: half of zod. */
const zodInEnglish: Plugin = {
  name: 'zod-in-english',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^\.\.\/locales\/index\.js$/ }, ({ importer, kind, resolveDir }) =>
      importer.includes('/node_modules/zod/')
        ? resolve('../locales/en.js', { importer, kind, resolveDir })
        : undefined,
    );
  },
};

/**
 * The pattern of all emoji takes longer to make, and to try for the first time, than all the rest of the first screen.
 * Only what has a character of an emoji in it can be one, and that is quickly known.
 */
const lateEmoji: Plugin = {
  name: 'late-emoji',
  setup({ onLoad }) {
    const eager = 'const rgiEmojiRegex = /^\\p{RGI_Emoji}$/v;';
    const late = `let rgiEmoji;
      const rgiEmojiRegex = {
        test: (text) => /\\p{Emoji}/u.test(text) && (rgiEmoji ??= /^\\p{RGI_Emoji}$/v).test(text),
      };`;
    onLoad({ filter: /\/node_modules\/string-width\/index\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      if (!source.includes(eager)) throw new Error('string-width has changed: look at lateEmoji again.');
      return { contents: source.replace(eager, late) };
    });
  },
};

/**
 * What packages ask for and nobody ships: Ink the developer tools, when told to by the environment, and the client of
 * PostgreSQL one written in C, or another kind of sockets.
 */
const neverUsed = ['react-devtools-core', 'pg-native', 'pg-cloudflare'];

/**
 * Bundles the program: the same input gives the same bytes, wherever it lies.
 *
 * @param root the folder of `package.json`
 * @param out where the files go
 * @returns what is in the bundle, and what of it came from where
 */
export async function bundle(root: string, out: string): Promise<Metafile> {
  const common = {
    absWorkingDir: root,
    outdir: out,
    bundle: true,
    format: 'esm',
    platform: 'node',
    minify: true,
    legalComments: 'none',
  } satisfies BuildOptions;
  // The door by itself: what it shares with the program would be in a file that only a newer Node.js can read.
  await build({
    ...common,
    entryPoints: { cli: 'src/cli.ts' },
    external: ['./main.js'],
    target: 'node14',
  });
  await chmod(join(out, 'cli.js'), 0o755);
  const { metafile } = await build({
    ...common,
    entryPoints: { main: 'src/main.tsx' },
    splitting: true,
    target: 'node24',
    // Some packages ship both kinds of modules; only the newer kind can be imported by name.
    mainFields: ['module', 'main'],
    plugins: [builtins, zodInEnglish, lateEmoji],
    define: {
      'process.env.NODE_ENV': '"production"',
      // The layout engine would fetch its own WebAssembly, out of a string, and load undici for that.
      fetch: 'undefined',
    },
    alias: Object.fromEntries(neverUsed.map((name) => [name, join(root, 'scripts/nothing.ts')])),
    metafile: true,
  });
  return metafile;
}
