import type { CommandId } from '../../text/screenKeysText.ts';
import type { HelpGroup, Reason } from '../../text/screensText.ts';
import type { State } from '../state/model.ts';
import type { Context } from './context.ts';

/** What a user can do with a key. Its label and its description are in the text room, under the same id. */
export interface Command {
  readonly id: CommandId;
  readonly contexts: readonly Context[];
  readonly keys: readonly string[];
  /** Under which heading the help shows it. */
  readonly group?: HelpGroup;
  /** Rank in the footer: where room is short, the highest ranks go first. */
  readonly footer?: number;
  /** The arguments of `secure-client` that do the same without the screens. */
  readonly shell?: string;
  /** True, or why it cannot be used now. */
  readonly isAvailable?: Availability;
}

export type Availability = (state: State) => true | Reason;
