import type { ReactElement } from 'react';
import { vocabularyOf } from '../../text/screens.ts';
import { plainHeader } from '../layout/headerLines.ts';
import { warningLines } from '../layout/textLines.ts';
import type { State } from '../state/model.ts';
import { Frame } from '../widgets/Frame.tsx';
import type { ScreenParts } from './partsOf.ts';

export function warningsParts(state: State): ScreenParts {
  const title = vocabularyOf(state.language).text.warnings.title(state.warnings.subject);
  return { header: plainHeader(state, title, []), body: warningLines(state) };
}

/** What went not quite as asked in the last transfer. */
export function WarningsScreen({ state }: { readonly state: State }): ReactElement {
  return <Frame state={state} {...warningsParts(state)} />;
}
