import { isTooSmall } from '../layout/sizes.ts';
import type { State } from '../state/model.ts';
import { focusedField } from '../state/scheduleForm.ts';
import { activeFilter } from './activeFilter.ts';

/** Who takes the keys now: the topmost thing that the user sees. */
export type Context =
  | 'login-field'
  | 'login-checkbox'
  | 'login-button'
  | 'login-certificates'
  | 'connecting'
  | 'archives'
  | 'menu'
  | 'question'
  | 'profiles'
  | 'form'
  | 'destination'
  | 'upload'
  | 'picker'
  | 'browse'
  | 'filter'
  | 'transfers'
  | 'schedule'
  | 'history'
  | 'entry-field'
  | 'entry-choice'
  | 'help'
  | 'warnings'
  /** The window shows no screen, or the program is leaving: only the keys for everywhere work. */
  | 'nothing';

/** The context of a state. */
export function contextOf(state: State): Context {
  if (state.isLeaving || isTooSmall(state.size)) return 'nothing';
  if (state.dialog?.kind === 'entry')
    return focusedField(state.dialog) === null ? 'entry-choice' : 'entry-field';
  if (state.dialog !== null) return state.dialog.kind;
  if (state.screen === 'login') return loginContext(state);
  return activeFilter(state)?.isEditing ? 'filter' : state.screen;
}

function loginContext({ login }: State): Context {
  if (login.stage !== null) return 'connecting';
  if (login.focus === 'remember' || login.focus === 'remember-password') return 'login-checkbox';
  if (login.focus === 'certificates') return 'login-certificates';
  return login.focus === 'connect' ? 'login-button' : 'login-field';
}
