import type { ReactElement } from 'react';
import { vocabularyOf } from '../../text/screens.ts';
import { plainHeader } from '../layout/headerLines.ts';
import { helpLines } from '../layout/textLines.ts';
import type { State } from '../state/model.ts';
import { Frame } from '../widgets/Frame.tsx';

/** All keys. */
export function HelpScreen({ state }: { readonly state: State }): ReactElement {
  const { title } = vocabularyOf(state.language).text.help;
  return <Frame state={state} header={plainHeader(state, title, [])} body={helpLines(state)} />;
}
