import type { ReactElement } from 'react';
import { vocabularyOf } from '../../text/screens.ts';
import { plainHeader } from '../layout/headerLines.ts';
import { pickerFacts, pickerLines } from '../layout/pickerLines.ts';
import type { State } from '../state/model.ts';
import { isServerMode } from '../state/serverMode.ts';
import { Frame } from '../widgets/Frame.tsx';
import type { ScreenParts } from './partsOf.ts';

export function pickerParts(state: State): ScreenParts {
  const { titles, plainTitles } = vocabularyOf(state.language).text.picker;
  const shown = isServerMode(state) ? plainTitles : titles;
  const header = plainHeader(state, shown[state.picker?.purpose ?? 'upload'], pickerFacts(state));
  return { header, body: pickerLines(state) };
}

/** The choice of files and folders. */
export function PickerScreen({ state }: { readonly state: State }): ReactElement {
  return <Frame state={state} {...pickerParts(state)} />;
}
