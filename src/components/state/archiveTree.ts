import type { ArchiveEntry } from '../../client/types.ts';
import { printable } from '../../common/printable.ts';

/** A folder, file or link of an archive. */
export interface TreeNode {
  /** Safe to show. */
  readonly name: string;
  /** As the archive has it. */
  readonly storedName: string;
  readonly kind: 'folder' | 'file' | 'symlink' | 'link';
  /** Null for the archive itself. */
  readonly parent: TreeNode | null;
  /** Folders first, by name. */
  readonly children: readonly TreeNode[];
  /** Bytes of it and of everything in it. */
  readonly bytes: number;
  /** How many entries of the archive it is: itself, and all in it. */
  readonly entries: number;
  /** Null for folders that are only named in the paths of others. */
  readonly modifiedAt: Date | null;
  readonly mode: number | null;
  /** Of a link, safe to show. */
  readonly target: string | null;
}

/** The path of a node, as `only` takes it; empty for the archive itself. */
export function storedPathOf(node: TreeNode): string {
  const names: string[] = [];
  for (let at = node; at.parent !== null; at = at.parent) names.push(at.storedName);
  return names.reverse().join('/');
}

/** The path of a node, safe to show; empty for the archive itself. */
export function shownPathOf(node: TreeNode): string {
  return printable(storedPathOf(node));
}

export function isInside(node: TreeNode, folder: TreeNode): boolean {
  for (let at = node.parent; at !== null; at = at.parent) if (at === folder) return true;
  return false;
}

type Growing = { -readonly [Key in keyof Omit<TreeNode, 'parent' | 'children'>]: TreeNode[Key] } & {
  parent: Growing | null;
  children: TreeNode[];
};

/** Grows a tree out of the entries of an archive, in whatever order and with whatever paths they come. */
export class TreeGrower {
  readonly root: TreeNode;
  readonly #root: Growing;
  /** The nodes of each folder by name. */
  readonly #names = new Map<Growing, Map<string, Growing>>();

  constructor() {
    this.#root = newNode('', null, 'folder');
    this.root = this.#root;
  }

  /** Of two entries with one path the first counts: restoring refuses them both. */
  add({ storedPath, type, size, modifiedAt, mode, target }: ArchiveEntry): void {
    const parts = storedPath
      .split('/')
      .filter((part, index) => part !== '' && !(part === '.' && index === 0));
    let node = this.#root;
    for (const part of parts) node = this.#childOf(node, part);
    if (node.modifiedAt !== null || node === this.#root) return;
    node.modifiedAt = modifiedAt;
    node.mode = mode;
    node.target = target ?? null;
    if (node.children.length === 0) node.kind = type === 'dir' ? 'folder' : type;
    for (let at: Growing | null = node; at !== null; at = at.parent) {
      at.bytes += size;
      at.entries += 1;
    }
  }

  /** The folders, whose children are still to be sorted. */
  folders(): Iterable<{ children: TreeNode[] }> {
    return this.#names.keys();
  }

  #childOf(parent: Growing, name: string): Growing {
    const names = this.#names.get(parent) ?? new Map<string, Growing>();
    this.#names.set(parent, names);
    const known = names.get(name);
    if (known !== undefined) return known;
    const child = newNode(name, parent, 'file');
    names.set(name, child);
    parent.children.push(child);
    parent.kind = 'folder';
    return child;
  }
}

function newNode(storedName: string, parent: Growing | null, kind: TreeNode['kind']): Growing {
  return {
    name: printable(storedName),
    storedName,
    kind,
    parent,
    children: [],
    bytes: 0,
    entries: 0,
    modifiedAt: null,
    mode: null,
    target: null,
  };
}
