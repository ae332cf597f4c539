import type { ReactElement } from 'react';
import { vocabularyOf } from '../../text/screens.ts';
import { plainHeader } from '../layout/headerLines.ts';
import { scheduleLines } from '../layout/scheduleLines.ts';
import { dim } from '../layout/segments.ts';
import { cut } from '../layout/text.ts';
import type { State } from '../state/model.ts';
import { Frame } from '../widgets/Frame.tsx';

/** What is uploaded every 24 hours. */
export function ScheduleScreen({ state }: { readonly state: State }): ReactElement {
  const { title, explanation } = vocabularyOf(state.language).text.schedule;
  const header = plainHeader(state, title, [dim(cut(explanation, state.size.columns - 2))]);
  return <Frame state={state} header={header} body={scheduleLines(state)} />;
}
