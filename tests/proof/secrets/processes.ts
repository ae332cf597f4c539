import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export interface Watch {
  /** Writes what was seen into a folder, a file for each process and each look that showed something new. */
  end(): Promise<number>;
}

const looksApartMilliseconds = 3;

/**
 * Looks at command line and environment of a process and of all that descend from it, again and again while they run.
 *
 * @param folder where to write what was seen
 * @param isEnvironmentGiven true where the secrets were handed to the process itself by its environment, as the documents
 *   allow: then only its descendants are looked at
 */
export function watchProcesses(pid: number, folder: string, isEnvironmentGiven: boolean): Watch {
  const seen = new Map<string, string>();
  let isOver = false;
  const looking = (async () => {
    const own = await read(pid, 'cmdline');
    while (!isOver) {
      for (const one of await withDescendants(pid)) {
        const cmdline = await read(one, 'cmdline');
        // Between fork and exec a child is still a copy of its parent.
        const isProgram = cmdline === own || cmdline === '';
        const environ = isEnvironmentGiven && isProgram ? '' : await read(one, 'environ');
        seen.set(`${one} ${cmdline} ${environ}`, `${cmdline}\n${environ}`);
      }
      await pause(looksApartMilliseconds);
    }
  })();
  return {
    async end() {
      isOver = true;
      await looking;
      let count = 0;
      for (const text of seen.values()) {
        count += 1;
        await writeFile(join(folder, `process-${pid}-${count}`), text);
      }
      return count;
    },
  };
}

async function withDescendants(pid: number): Promise<number[]> {
  const found = [pid];
  for (const one of found) {
    const threads = await readdir(`/proc/${one}/task`).catch(() => []);
    for (const thread of threads) found.push(...numbers(await read(one, `task/${thread}/children`)));
  }
  return found;
}

function numbers(text: string): number[] {
  return text.split(' ').filter(Boolean).map(Number);
}

/** Empty where the process is gone. */
function read(pid: number, name: string): Promise<string> {
  return readFile(`/proc/${pid}/${name}`, 'latin1').catch(() => '');
}
