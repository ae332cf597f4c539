import { printable } from '../../common/printable.ts';
import { shellWord } from '../../common/shellWord.ts';
import { storedPathOf } from './archiveTree.ts';
import { highlightedNode } from './browseState.ts';
import type { State } from './model.ts';
import { highlightedRow, pathOf } from './pickerState.ts';
import { highlightedEntry } from './scheduleRows.ts';
import { highlightedArchive } from './visibleArchives.ts';

/** What the highlighted row has for the clipboard: what it is called, and the command that does what one does here. */
export interface Copyable {
  readonly name: string;
  readonly command: string;
}

/** What can be copied now; null where nothing is highlighted. */
export function copyable(state: State): Copyable | null {
  const { profile } = state.login;
  // Else it would be about another server.
  const server = profile === null ? [] : ['--profile', profile];
  switch (state.screen) {
    case 'archives': {
      const archive = highlightedArchive(state);
      return archive === undefined ? null : made(archive.name, ['download', archive.name, ...server]);
    }
    case 'browse': {
      const node = state.browse === null ? undefined : highlightedNode(state.browse);
      if (state.browse === null || node === undefined) return null;
      const path = storedPathOf(node);
      return made(path, ['download', state.browse.archive, '--only', `:(literal)${path}`, ...server]);
    }
    case 'picker': {
      const row = state.picker === null ? undefined : highlightedRow(state.picker);
      if (state.picker === null || row === undefined || row.kind === 'parent') return null;
      const path = pathOf(state.picker, row);
      return made(
        path,
        state.picker.purpose === 'upload' ? ['upload', path, ...server] : ['schedule', 'add', path],
      );
    }
    case 'schedule': {
      const path = highlightedEntry(state)?.path;
      return path === undefined ? null : made(path, ['schedule', 'add', path]);
    }
    default:
      return null;
  }
}

/** A name from elsewhere must not bring line breaks to the prompt where it is pasted. */
function made(name: string, args: readonly string[]): Copyable {
  return {
    name: printable(name),
    command: ['secure-client', ...args.map((argument) => shellWord(printable(argument)))].join(' '),
  };
}
