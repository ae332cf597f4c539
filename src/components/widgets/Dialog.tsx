import { Box, Text } from 'ink';
import type { ReactElement } from 'react';
import { dialogLayout } from '../layout/dialogLayout.ts';
import { formLabelWidth } from '../layout/formLayout.ts';
import { type LineData, segmentsWidth } from '../layout/segments.ts';
import type { State } from '../state/model.ts';
import { DialogFrame } from './DialogFrame.tsx';
import { Line, Lines } from './Line.tsx';
import { Menu } from './Menu.tsx';
import { TextBox } from './TextBox.tsx';

/** The menu, question or field that lies over the screen. */
export function Dialog({ state }: { readonly state: State }): ReactElement | null {
  if (state.dialog === null) return null;
  const {
    left,
    top,
    innerWidth,
    title,
    lines,
    field,
    placeholder = '',
    form = [],
    note,
    items,
    cursor,
  } = dialogLayout(state, state.dialog);
  const width = innerWidth + 2;
  return (
    <DialogFrame left={left} top={top} innerWidth={innerWidth} title={title}>
      <Lines lines={lines.map((data) => filled(data, width))} width={width} />
      {field !== null && (
        <Box>
          <Text> </Text>
          <TextBox window={field} width={innerWidth} placeholder={placeholder} />
          <Text> </Text>
        </Box>
      )}
      {form.map(({ label, window, isMasked, placeholder }) => (
        <Box key={label.text}>
          <Line data={{ segments: [{ text: ' ' }, label] }} width={formLabelWidth + 1} />
          <TextBox
            window={window}
            width={innerWidth - formLabelWidth}
            isMasked={isMasked}
            placeholder={placeholder}
          />
          <Text> </Text>
        </Box>
      ))}
      <Lines lines={note.map((data) => filled(data, width))} width={width} />
      {items.length > 0 && <Menu items={items} cursor={cursor} width={width} />}
    </DialogFrame>
  );
}

/** The line with its margins, filled to the width. */
function filled({ segments }: LineData, width: number): LineData {
  const rest = ' '.repeat(Math.max(0, width - 1 - segmentsWidth(segments)));
  return { segments: [{ text: ' ' }, ...segments, { text: rest }] };
}
