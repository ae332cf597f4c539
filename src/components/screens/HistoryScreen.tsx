import type { ReactElement } from 'react';
import { vocabularyOf } from '../../text/screens.ts';
import { plainHeader } from '../layout/headerLines.ts';
import { historyLines } from '../layout/historyLines.ts';
import { dim } from '../layout/segments.ts';
import { cutStart } from '../layout/text.ts';
import type { State } from '../state/model.ts';
import { shownPath } from '../state/runHistory.ts';
import { Frame } from '../widgets/Frame.tsx';
import type { ScreenParts } from './partsOf.ts';

export function historyParts(state: State): ScreenParts {
  const { title, all } = vocabularyOf(state.language).text.schedule.history;
  const about = cutStart(shownPath(state.history) ?? all, state.size.columns - 2);
  return { header: plainHeader(state, title, [dim(about)]), body: historyLines(state) };
}

/** What became of the runs of the schedule. */
export function HistoryScreen({ state }: { readonly state: State }): ReactElement {
  return <Frame state={state} {...historyParts(state)} />;
}
