import type { CommandId } from '../../../text/screenKeysText.ts';
import type { State } from '../model.ts';
import type { Step } from '../step.ts';

/** What a command does. It is only called where the command is available. */
export type Action = (state: State) => Step;

export type Actions<Id extends CommandId> = Readonly<Record<Id, Action>>;
