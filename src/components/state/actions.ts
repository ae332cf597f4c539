import type { CommandId } from '../../text/screenKeysText.ts';
import { commands } from '../keys/commands.ts';
import { availability } from '../keys/lookup.ts';
import type { Actions } from './actions/action.ts';
import { archivesActions } from './actions/archives.ts';
import { browseActions } from './actions/browse.ts';
import { dialogActions } from './actions/dialogs.ts';
import { everywhereActions } from './actions/everywhere.ts';
import { filterActions } from './actions/filter.ts';
import { loginActions } from './actions/login.ts';
import { markingActions } from './actions/marking.ts';
import { movingActions } from './actions/moving.ts';
import { orderingActions } from './actions/ordering.ts';
import { pickerActions } from './actions/picker.ts';
import { scheduleActions } from './actions/schedule.ts';
import { transfersActions } from './actions/transfers.ts';
import type { State } from './model.ts';
import { type Step, step } from './step.ts';

/** What every command does. */
export const actions: Actions<CommandId> = {
  ...movingActions,
  ...archivesActions,
  ...markingActions,
  ...orderingActions,
  ...transfersActions,
  ...filterActions,
  ...dialogActions(runCommand),
  ...browseActions,
  ...pickerActions,
  ...scheduleActions,
  ...loginActions,
  ...everywhereActions,
};

/** Does what a command says, or says why it cannot be done now. */
export function runCommand(state: State, id: CommandId): Step {
  const command = commands.find((candidate) => candidate.id === id);
  const reason = command === undefined ? true : availability(command, state);
  if (reason === true) return actions[id](state);
  return step(reason === 'not-here' ? state : { ...state, status: { kind: 'unavailable', reason } });
}
