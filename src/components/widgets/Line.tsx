import { Text } from 'ink';
import { type ReactElement, useContext } from 'react';
import { printable } from '../../common/printable.ts';
import { type LineData, type Segment, segmentsWidth } from '../layout/segments.ts';
import { type Look, type Theme, ThemeContext } from '../theme.ts';

/** One line of the screen, never more: what does not fit is cut. */
export function Line({ data, width }: { readonly data: LineData; readonly width: number }): ReactElement {
  const theme = useContext(ThemeContext);
  const { segments, isSelected = false, aside, mainWidth = width } = data;
  if (aside !== undefined) {
    const rest = ' '.repeat(Math.max(0, mainWidth - segmentsWidth(segments)));
    const main = isSelected ? segments : [...segments, { text: rest }];
    return (
      <Text wrap="truncate-end">
        <Line data={{ segments: main, isSelected }} width={mainWidth} />
        <Pieces segments={aside} />
      </Text>
    );
  }
  if (isSelected) {
    // One look for the whole row, so that colours inside it do not tear the bar apart.
    const text = segments.map((segment) => printable(segment.text)).join('');
    return (
      <Text {...theme.selection} wrap="truncate-end">
        {text + ' '.repeat(Math.max(0, width - segmentsWidth(segments)))}
      </Text>
    );
  }
  if (segmentsWidth(segments) === 0) return <Text> </Text>;
  return (
    <Text wrap="truncate-end">
      <Pieces segments={segments} />
    </Text>
  );
}

function Pieces({ segments }: Pick<LineData, 'segments'>): ReactElement[] {
  const theme = useContext(ThemeContext);
  return segments.map((segment, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a line's pieces have no identity but their place
    <Text key={index} {...lookOf(segment, theme)}>
      {printable(segment.text)}
    </Text>
  ));
}

/** Lines one below the other. */
export function Lines({
  lines,
  width,
}: {
  readonly lines: readonly LineData[];
  readonly width: number;
}): ReactElement[] {
  return lines.map((data, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: rows of the screen have no identity but their place
    <Line key={index} data={data} width={width} />
  ));
}

function lookOf({ tone, isBold = false, isDim = false, isField = false }: Segment, theme: Theme): Look {
  return {
    ...(isDim ? theme.muted : {}),
    ...(isBold ? theme.strong : {}),
    ...(tone === undefined ? {} : theme[tone]),
    ...(isField ? theme.field : {}),
  };
}
