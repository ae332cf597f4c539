import type { ReactElement } from 'react';
import { vocabularyOf } from '../../text/screens.ts';
import { plainHeader } from '../layout/headerLines.ts';
import { scheduleLines } from '../layout/scheduleLines.ts';
import { dim } from '../layout/segments.ts';
import { cut } from '../layout/text.ts';
import type { State } from '../state/model.ts';
import { Frame } from '../widgets/Frame.tsx';
import type { ScreenParts } from './partsOf.ts';

export function scheduleParts(state: State): ScreenParts {
  const { title, explanation } = vocabularyOf(state.language).text.schedule;
  const header = plainHeader(state, title, [dim(cut(explanation, state.size.columns - 2))]);
  return { header, body: scheduleLines(state) };
}

/** What is uploaded every 24 hours. */
export function ScheduleScreen({ state }: { readonly state: State }): ReactElement {
  return <Frame state={state} {...scheduleParts(state)} />;
}
