import type { ReactElement } from 'react';
import { vocabularyOf } from '../../text/screens.ts';
import { browseFacts, browseLines } from '../layout/browseLines.ts';
import { plainHeader } from '../layout/headerLines.ts';
import type { State } from '../state/model.ts';
import { Frame } from '../widgets/Frame.tsx';

/** What is inside an archive. */
export function BrowseScreen({ state }: { readonly state: State }): ReactElement {
  const title = vocabularyOf(state.language).text.browse.title(state.browse?.archive ?? '');
  return (
    <Frame state={state} header={plainHeader(state, title, browseFacts(state))} body={browseLines(state)} />
  );
}
