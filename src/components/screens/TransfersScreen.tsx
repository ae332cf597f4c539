import type { ReactElement } from 'react';
import { vocabularyOf } from '../../text/screens.ts';
import { plainHeader } from '../layout/headerLines.ts';
import { dim } from '../layout/segments.ts';
import { transferListLines } from '../layout/transferListLines.ts';
import type { State } from '../state/model.ts';
import { Frame } from '../widgets/Frame.tsx';

/** What runs, waits, pauses and has ended. */
export function TransfersScreen({ state }: { readonly state: State }): ReactElement {
  const { title, counts } = vocabularyOf(state.language).text.transfers;
  const { waiting, paused } = state.transfers;
  const header = plainHeader(state, title, [dim(counts(waiting.length, paused.length))]);
  return <Frame state={state} header={header} body={transferListLines(state)} />;
}
