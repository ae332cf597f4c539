import { Box } from 'ink';
import type { ReactElement } from 'react';
import { smallestWindow } from '../../common/terminal.ts';
import { vocabularyOf } from '../../text/screens.ts';
import { line } from '../layout/segments.ts';
import { wrap } from '../layout/text.ts';
import type { Size, State } from '../state/model.ts';
import { Lines } from '../widgets/Line.tsx';

/** A plain message where there is no room for a screen. */
export function TooSmallScreen({ state }: { readonly state: State }): ReactElement {
  const { columns, rows } = state.size;
  const sentence = vocabularyOf(state.language).text.tooSmall(describe(smallestWindow), describe(state.size));
  const lines = wrap(sentence, columns).slice(0, rows);
  return (
    <Box width={columns} height={rows} flexDirection="column" overflow="hidden">
      <Lines lines={lines.map((text) => line(text))} width={columns} />
    </Box>
  );
}

function describe({ columns, rows }: Size): string {
  return `${columns}x${rows}`;
}
