import type { ReactElement } from 'react';
import { isTooSmall } from '../layout/sizes.ts';
import type { State } from '../state/model.ts';
import { BrowseScreen } from './BrowseScreen.tsx';
import { HelpScreen } from './HelpScreen.tsx';
import { HistoryScreen } from './HistoryScreen.tsx';
import { LoginScreen } from './LoginScreen.tsx';
import { MainScreen } from './MainScreen.tsx';
import { PickerScreen } from './PickerScreen.tsx';
import { ScheduleScreen } from './ScheduleScreen.tsx';
import { TooSmallScreen } from './TooSmallScreen.tsx';
import { TransfersScreen } from './TransfersScreen.tsx';
import { WarningsScreen } from './WarningsScreen.tsx';

const screens = {
  login: LoginScreen,
  archives: MainScreen,
  picker: PickerScreen,
  browse: BrowseScreen,
  transfers: TransfersScreen,
  schedule: ScheduleScreen,
  history: HistoryScreen,
  help: HelpScreen,
  warnings: WarningsScreen,
} as const;

/** The screen that a state shows. */
export function Screen({ state }: { readonly state: State }): ReactElement {
  if (isTooSmall(state.size)) return <TooSmallScreen state={state} />;
  const Shown = screens[state.screen];
  return <Shown state={state} />;
}
