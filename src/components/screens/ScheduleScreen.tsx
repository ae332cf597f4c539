import type { ReactElement } from 'react';
import { vocabularyOf } from '../../text/screens.ts';
import { alarms, plainHeader } from '../layout/headerLines.ts';
import { scheduleLines } from '../layout/scheduleLines.ts';
import { dim, segmentsWidth } from '../layout/segments.ts';
import { cut } from '../layout/text.ts';
import type { State } from '../state/model.ts';
import { glyphs } from '../theme.ts';
import { Frame } from '../widgets/Frame.tsx';
import type { ScreenParts } from './partsOf.ts';

export function scheduleParts(state: State): ScreenParts {
  const { title, explanation } = vocabularyOf(state.language).text.schedule;
  const found = alarms(state);
  const warned = found.length === 0 ? [] : [...found, dim(` ${glyphs.dot} `)];
  const room = state.size.columns - 2 - segmentsWidth(warned);
  const header = plainHeader(state, title, [...warned, dim(cut(explanation, room))]);
  return { header, body: scheduleLines(state) };
}

/** What is uploaded by itself, and when. */
export function ScheduleScreen({ state }: { readonly state: State }): ReactElement {
  return <Frame state={state} {...scheduleParts(state)} />;
}
