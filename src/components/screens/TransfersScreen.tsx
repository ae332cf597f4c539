import type { ReactElement } from 'react';
import { vocabularyOf } from '../../text/screens.ts';
import { plainHeader } from '../layout/headerLines.ts';
import { dim } from '../layout/segments.ts';
import { transferListLines } from '../layout/transferListLines.ts';
import type { State } from '../state/model.ts';
import { Frame } from '../widgets/Frame.tsx';
import type { ScreenParts } from './partsOf.ts';

export function transfersParts(state: State): ScreenParts {
  const { title, counts } = vocabularyOf(state.language).text.transfers;
  const { waiting, paused } = state.transfers;
  const header = plainHeader(state, title, [dim(counts(waiting.length, paused.length))]);
  return { header, body: transferListLines(state) };
}

/** What runs, waits, pauses and has ended. */
export function TransfersScreen({ state }: { readonly state: State }): ReactElement {
  return <Frame state={state} {...transfersParts(state)} />;
}
