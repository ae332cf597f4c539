import type { LineData } from '../layout/segments.ts';
import type { Screen, State } from '../state/model.ts';
import { browseParts } from './BrowseScreen.tsx';
import { helpParts } from './HelpScreen.tsx';
import { historyParts } from './HistoryScreen.tsx';
import { mainParts } from './MainScreen.tsx';
import { pickerParts } from './PickerScreen.tsx';
import { scheduleParts } from './ScheduleScreen.tsx';
import { transfersParts } from './TransfersScreen.tsx';
import { warningsParts } from './WarningsScreen.tsx';

/** What a screen has of its own between what all of them have. */
export interface ScreenParts {
  readonly header: readonly LineData[];
  readonly body: readonly LineData[];
}

const parts: Readonly<Record<Exclude<Screen, 'login'>, (state: State) => ScreenParts>> = {
  archives: mainParts,
  browse: browseParts,
  picker: pickerParts,
  transfers: transfersParts,
  schedule: scheduleParts,
  history: historyParts,
  help: helpParts,
  warnings: warningsParts,
};

/** The parts of a screen for a state, drawn and spoken alike. */
export function partsOf(state: State, screen: Exclude<Screen, 'login'>): ScreenParts {
  return parts[screen](state);
}
