import type { ReactElement } from 'react';
import { vocabularyOf } from '../../text/screens.ts';
import { plainHeader } from '../layout/headerLines.ts';
import { pickerFacts, pickerLines } from '../layout/pickerLines.ts';
import type { State } from '../state/model.ts';
import { Frame } from '../widgets/Frame.tsx';
import type { ScreenParts } from './partsOf.ts';

export function pickerParts(state: State): ScreenParts {
  const { titles } = vocabularyOf(state.language).text.picker;
  const header = plainHeader(state, titles[state.picker?.purpose ?? 'upload'], pickerFacts(state));
  return { header, body: pickerLines(state) };
}

/** The choice of files and folders. */
export function PickerScreen({ state }: { readonly state: State }): ReactElement {
  return <Frame state={state} {...pickerParts(state)} />;
}
