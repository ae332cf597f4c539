import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { transform } from 'esbuild';
import { parseAst } from 'vitest/node';
import { counterName, type InstrumentedModule } from './instrumented.ts';

/** All modules of the program, by their URL. */
export async function instrumentProgram(): Promise<ReadonlyMap<string, InstrumentedModule>> {
  const folder = fileURLToPath(new URL('../../../../src', import.meta.url));
  const names = (await readdir(folder, { recursive: true })).filter((name) => /\.tsx?$/.test(name));
  const modules = names.map(async (name): Promise<[string, InstrumentedModule]> => {
    const path = join(folder, name);
    const loader = name.endsWith('x') ? 'tsx' : 'ts';
    const { code } = await transform(await readFile(path, 'utf8'), { loader, jsx: 'automatic' });
    return [pathToFileURL(path).href, instrument(code)];
  });
  return new Map(await Promise.all(modules));
}

/** A node of an ESTree. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

/** Puts a counter into each branch: bodies of functions and loops, both sides of conditions, cases, and defaults. */
export function instrument(code: string): InstrumentedModule {
  const before: [number, string][] = [];
  const after: [number, string][] = [];
  const compared = new Set<string>();
  let counters = 0;
  const hit = () => `${counterName}[${counters++}]++`;

  const open = (node: Node) => {
    if (node.type === 'BlockStatement') before.push([node.start + 1, `${hit()};`]);
    else before.push([node.start, isStatement(node) ? `{${hit()};` : `(${hit()},`]);
  };
  const close = (node: Node) => {
    if (node.type !== 'BlockStatement') after.push([node.end, isStatement(node) ? '}' : ')']);
  };
  const compare = (node: unknown) => {
    if (isNode(node) && typeof node['value'] === 'string') compared.add(node['value']);
  };

  const visit = (node: Node): void => {
    for (const [place, child] of Object.entries(node)) {
      for (const inner of Array.isArray(child) ? child : [child]) {
        if (!isNode(inner)) continue;
        const isCounted = isBranch(node, place);
        if (isCounted) open(inner);
        visit(inner);
        if (isCounted) close(inner);
      }
    }
    if (node.type === 'SwitchCase') {
      const [first] = node['consequent'] as Node[];
      if (first) before.push([first.start, `${hit()};`]);
      compare(node['test']);
    }
    if (node.type === 'BinaryExpression') for (const side of ['left', 'right']) compare(node[side]);
    if (node.type === 'IfStatement' && node['alternate'] === null) after.push([node.end, ` else ${hit()};`]);
  };
  visit(parseAst(code) as unknown as Node);
  return { code: insert(code, before, after), counters, compared: [...compared] };
}

const branches: Readonly<Record<string, readonly string[]>> = {
  FunctionDeclaration: ['body'],
  FunctionExpression: ['body'],
  ArrowFunctionExpression: ['body'],
  ForStatement: ['body'],
  ForInStatement: ['body'],
  ForOfStatement: ['body'],
  WhileStatement: ['body'],
  DoWhileStatement: ['body'],
  IfStatement: ['consequent', 'alternate'],
  ConditionalExpression: ['consequent', 'alternate'],
  LogicalExpression: ['right'],
  AssignmentPattern: ['right'],
  CatchClause: ['body'],
};

function isBranch({ type }: Node, place: string): boolean {
  return Object.hasOwn(branches, type) && branches[type]?.includes(place) === true;
}

function isStatement({ type }: Node): boolean {
  return /Statement$|Declaration$/.test(type);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}

/** What ends somewhere stands before what begins there; of what ends there, the innermost comes first. */
function insert(code: string, before: [number, string][], after: [number, string][]): string {
  const places = [...after, ...before].sort(([one], [other]) => one - other);
  let text = '';
  let from = 0;
  for (const [at, inserted] of places) {
    text += code.slice(from, at) + inserted;
    from = at;
  }
  return text + code.slice(from);
}
