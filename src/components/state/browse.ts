import type { Archive } from '../../client/types.ts';
import { type BrowseRow, type BrowseState, browseRows } from './browseState.ts';
import { listStart } from './listPosition.ts';
import type { Message } from './messages.ts';
import type { State } from './model.ts';
import { isSessionEnd, returnToLogin } from './session.ts';
import { type Step, step } from './step.ts';

/** Opens an archive to look inside. */
export function openBrowse(state: State, { name }: Pick<Archive, 'name'>): Step {
  const browse: BrowseState = {
    archive: name,
    folder: null,
    received: null,
    order: 'name',
    filter: null,
    marked: new Set(),
    list: listStart,
  };
  return step({ ...state, screen: 'browse', browse, status: null }, { type: 'read-archive', name });
}

/** Goes back to the archives; what is still being read is no longer wanted. */
export function closeBrowse(state: State): Step {
  return step({ ...state, browse: null, screen: 'archives' }, { type: 'cancel', task: 'read-archive' });
}

type BrowseMessage = Extract<Message, { type: 'archive-received' | 'archive-read' | 'archive-failed' }>;

export function reduceBrowse(state: State, message: BrowseMessage): Step {
  const { browse } = state;
  if (browse === null || browse.archive !== message.name) return step(state);
  switch (message.type) {
    case 'archive-received':
      return step({ ...state, browse: { ...browse, received: message.progress } });
    case 'archive-read':
      return step({ ...state, browse: withHighlight({ ...browse, folder: message.root }, undefined) });
    case 'archive-failed': {
      if (isSessionEnd(message.error)) return returnToLogin(state, message.error);
      const { state: closed, effects } = closeBrowse(state);
      return { state: { ...closed, status: { kind: 'error', error: message.error } }, effects };
    }
  }
}

/** Highlights a row where it is shown, else the first one below the way up. */
export function withHighlight(browse: BrowseState, row: BrowseRow | undefined): BrowseState {
  const rows = browseRows(browse);
  const place = row === undefined ? -1 : rows.indexOf(row);
  const first = rows[0]?.kind === 'parent' && rows.length > 1 ? 1 : 0;
  return { ...browse, list: { ...browse.list, cursor: place === -1 ? first : place } };
}
