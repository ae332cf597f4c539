import { Box } from 'ink';
import type { ReactElement } from 'react';
import { footerLine } from '../layout/footerLine.ts';
import { bodyHeight, showsTransfer } from '../layout/heights.ts';
import { positionRule, ruleLine } from '../layout/listLines.ts';
import { blankLine, type LineData } from '../layout/segments.ts';
import { statusLines } from '../layout/statusLines.ts';
import { transferLines } from '../layout/transferLines.ts';
import type { State } from '../state/model.ts';
import { Dialog } from './Dialog.tsx';
import { Lines } from './Line.tsx';

interface FrameProps {
  readonly state: State;
  readonly header: readonly LineData[];
  readonly body: readonly LineData[];
}

/** A screen: header, body, what runs, what happened last, the keys. Exactly as large as the window. */
export function Frame({ state, header, body }: FrameProps): ReactElement {
  const { columns, rows } = state.size;
  const height = bodyHeight(state);
  const lines = [
    ...header,
    ruleLine(state),
    ...Array.from({ length: height }, (_, index) => body[index] ?? blankLine),
    positionRule(state),
    ...(showsTransfer(state) ? transferLines(state) : []),
    ...atLeastOne(statusLines(state)),
    footerLine(state),
  ];
  return (
    <Box width={columns} height={rows} flexDirection="column" overflow="hidden">
      <Lines lines={lines} width={columns} />
      <Dialog state={state} />
    </Box>
  );
}

function atLeastOne(lines: readonly LineData[]): readonly LineData[] {
  return lines.length === 0 ? [blankLine] : lines;
}
