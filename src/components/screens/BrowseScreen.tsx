import type { ReactElement } from 'react';
import { vocabularyOf } from '../../text/screens.ts';
import { browseFacts, browseLines } from '../layout/browseLines.ts';
import { plainHeader } from '../layout/headerLines.ts';
import type { State } from '../state/model.ts';
import { Frame } from '../widgets/Frame.tsx';
import type { ScreenParts } from './partsOf.ts';

export function browseParts(state: State): ScreenParts {
  const title = vocabularyOf(state.language).text.browse.title(state.browse?.archive ?? '');
  return { header: plainHeader(state, title, browseFacts(state)), body: browseLines(state) };
}

/** What is inside an archive. */
export function BrowseScreen({ state }: { readonly state: State }): ReactElement {
  return <Frame state={state} {...browseParts(state)} />;
}
