import { Box, Text } from 'ink';
import type { ReactElement, ReactNode } from 'react';
import { cut, widthOf } from '../layout/text.ts';
import { theme } from '../theme.ts';

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
  const shown = cut(title, innerWidth - 2);
  const rest = '─'.repeat(Math.max(0, innerWidth - widthOf(shown) - 1));
  return (
    <Box position="absolute" left={left} top={top} width={innerWidth + 4} flexDirection="column">
      <Text color={theme.accent}>
        {'┌─ '}
        <Text bold>{shown}</Text>
        {` ${rest}┐`}
      </Text>
      <Box borderStyle="single" borderTop={false} borderColor={theme.accent} flexDirection="column">
        {children}
      </Box>
    </Box>
  );
}
