import type { ReactElement } from 'react';
import { archiveLines } from '../layout/archiveLines.ts';
import { archivesHeader } from '../layout/headerLines.ts';
import type { State } from '../state/model.ts';
import { Frame } from '../widgets/Frame.tsx';

/** The archives on the server. */
export function MainScreen({ state }: { readonly state: State }): ReactElement {
  return <Frame state={state} header={archivesHeader(state)} body={archiveLines(state)} />;
}
