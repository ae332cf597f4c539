import type { ReactElement } from 'react';
import { vocabularyOf } from '../../text/screens.ts';
import { plainHeader } from '../layout/headerLines.ts';
import { helpLines } from '../layout/textLines.ts';
import type { State } from '../state/model.ts';
import { Frame } from '../widgets/Frame.tsx';
import type { ScreenParts } from './partsOf.ts';

export function helpParts(state: State): ScreenParts {
  const { title } = vocabularyOf(state.language).text.help;
  return { header: plainHeader(state, title, []), body: helpLines(state) };
}

/** All keys. */
export function HelpScreen({ state }: { readonly state: State }): ReactElement {
  return <Frame state={state} {...helpParts(state)} />;
}
