import type { ReactElement } from 'react';
import { vocabularyOf } from '../../text/screens.ts';
import { plainHeader } from '../layout/headerLines.ts';
import { pickerFacts, pickerLines } from '../layout/pickerLines.ts';
import type { State } from '../state/model.ts';
import { Frame } from '../widgets/Frame.tsx';

/** The choice of files and folders. */
export function PickerScreen({ state }: { readonly state: State }): ReactElement {
  const { titles } = vocabularyOf(state.language).text.picker;
  const header = plainHeader(state, titles[state.picker?.purpose ?? 'upload'], pickerFacts(state));
  return <Frame state={state} header={header} body={pickerLines(state)} />;
}
