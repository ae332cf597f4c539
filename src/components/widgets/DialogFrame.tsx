import { Box, Text } from 'ink';
import { type ReactElement, type ReactNode, useContext } from 'react';
import { cut, widthOf } from '../layout/text.ts';
import { glyphs, ThemeContext } from '../theme.ts';

interface DialogFrameProps {
  readonly left: number;
  readonly top: number;
  /** Between the margins inside the frame. What is inside fills it whole, or the screen below shows through. */
  readonly innerWidth: number;
  readonly title: string;
  readonly children: ReactNode;
}

/** A frame over the screen, its title in the upper edge. */
export function DialogFrame({ left, top, innerWidth, title, children }: DialogFrameProps): ReactElement {
  const { frame } = useContext(ThemeContext);
  const shown = cut(title, innerWidth - 2);
  const rest = glyphs.rule.repeat(Math.max(0, innerWidth - widthOf(shown) - 1));
  const edge = frame.color === undefined ? {} : { borderColor: frame.color };
  return (
    <Box position="absolute" left={left} top={top} width={innerWidth + 4} flexDirection="column">
      <Text {...frame}>
        {'┌─ '}
        <Text bold>{shown}</Text>
        {` ${rest}┐`}
      </Text>
      <Box borderStyle="single" borderTop={false} flexDirection="column" {...edge}>
        {children}
      </Box>
    </Box>
  );
}
