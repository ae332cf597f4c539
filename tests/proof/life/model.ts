import type { Tree } from '../../support/tree.ts';

/** An archive that the server confirmed. */
export interface Archive {
  readonly name: string;
  /** What it holds; null until it was restored for the first time, where its sources changed while it was made. */
  tree: Tree | null;
  /** The sources before and after the upload, and what it said of them that changed meanwhile. */
  readonly made: Made;
  passphrase: string;
  /** The scheduled path that it was made of. */
  readonly scheduled: string | null;
  /** Of an upload that was resumed by its id: what it may have been begun with. */
  readonly candidates?: readonly Tree[];
  /** A command that nobody heard the end of may have removed it. */
  mayBeGone: boolean;
}

export interface Made {
  readonly before: Tree;
  readonly after: Tree;
  readonly warned: ReadonlySet<string>;
}

/** An upload that nobody heard the end of. */
export interface Attempt {
  readonly made: Made;
  readonly scheduled: string | null;
  readonly passphrase: string;
  /** Looks at the list since then, with nothing left at home that could go on with it. */
  looks: number;
}

/** What ought to be there. */
export class Model {
  readonly archives = new Map<string, Archive>();
  attempts: Attempt[] = [];
  /** By name: how many archives its rules keep, or null for all. */
  readonly scheduled = new Map<string, number | null>();
  /** Every name that was ever confirmed. */
  readonly names = new Set<string>();

  confirm(archive: Omit<Archive, 'mayBeGone' | 'tree'> & { readonly tree?: Tree }): Archive {
    const { before, after, warned } = archive.made;
    const wasStill = warned.size === 0 && JSON.stringify(before) === JSON.stringify(after);
    const confirmed = {
      ...archive,
      tree: archive.tree ?? (wasStill && !archive.candidates ? before : null),
      mayBeGone: false,
    };
    this.archives.set(archive.name, confirmed);
    this.names.add(archive.name);
    return confirmed;
  }

  /** The archives that are surely there, in the order of their making. */
  present(): Archive[] {
    return [...this.archives.values()].filter(({ mayBeGone }) => !mayBeGone);
  }
}
