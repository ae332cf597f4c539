import type { ReactElement } from 'react';
import { archiveLines } from '../layout/archiveLines.ts';
import { archivesHeader } from '../layout/headerLines.ts';
import type { State } from '../state/model.ts';
import { Frame } from '../widgets/Frame.tsx';
import type { ScreenParts } from './partsOf.ts';

export function mainParts(state: State): ScreenParts {
  return { header: archivesHeader(state), body: archiveLines(state) };
}

/** The archives on the server. */
export function MainScreen({ state }: { readonly state: State }): ReactElement {
  return <Frame state={state} {...mainParts(state)} />;
}
