import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** The folder in which everything of a run lies, and what has to be undone when it ends. */
export class Workplace {
  readonly folder: string;
  readonly #undo: (() => Promise<void>)[] = [];

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(parent: string): Promise<Workplace> {
    return new Workplace(await mkdtemp(join(parent, 'secure-client-bench-')));
  }

  /** A workplace inside this one, for what is over before the run is. */
  async within(name: string): Promise<Workplace> {
    return new Workplace(await this.makeFolder(name));
  }

  path(...names: string[]): string {
    return join(this.folder, ...names);
  }

  async makeFolder(...names: string[]): Promise<string> {
    const path = this.path(...names);
    await mkdir(path, { recursive: true });
    return path;
  }

  /** Undone in the opposite order. */
  onClose(undo: () => Promise<void>): void {
    this.#undo.push(undo);
  }

  /** Ends what was started here, and leaves nothing on the disk. */
  async close(): Promise<void> {
    for (let undo = this.#undo.pop(); undo; undo = this.#undo.pop()) await undo();
    await rm(this.folder, { recursive: true, force: true });
  }
}
