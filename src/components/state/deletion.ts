import type { Message } from './messages.ts';
import type { State } from './model.ts';
import { isSessionEnd, returnToLogin } from './session.ts';
import type { Status } from './status.ts';
import { type Step, step } from './step.ts';
import { keepHighlight } from './visibleArchives.ts';

type DeletionMessage = Extract<Message, { type: 'archive-deleted' | 'archives-deleted' }>;

/** What the deletion of archives reports: how far it is, and its end. */
export function reduceDeletion(state: State, message: DeletionMessage): Step {
  if (message.type === 'archive-deleted') {
    const { done, count } = message;
    return step({ ...state, status: { kind: 'deleting', done, count } });
  }
  const { names, error } = message;
  if (isSessionEnd(error)) return returnToLogin(state, error);
  const status: Status = error === undefined ? { kind: 'deleted', names } : { kind: 'error', error };
  return step({ ...withoutArchives(state, new Set(names)), status }, { type: 'list-archives' });
}

/** They are gone at once, before the server has told its list again. */
function withoutArchives(state: State, names: ReadonlySet<string>): State {
  const { archives } = state;
  const all = archives.all?.filter(({ name }) => !names.has(name)) ?? null;
  const marked = new Set([...archives.marked].filter((name) => !names.has(name)));
  return keepHighlight(state, { ...archives, all, marked, isLoading: true }, archives.list.cursor);
}
