import { Text } from 'ink';
import TextInput from 'ink-text-input';
import { type ReactElement, useContext } from 'react';
import type { FieldWindow } from '../layout/fieldWindow.ts';
import { fitLeft, widthOf } from '../layout/text.ts';
import { glyphs, ThemeContext } from '../theme.ts';

interface TextBoxProps {
  readonly window: FieldWindow;
  readonly width: number;
  readonly isMasked?: boolean;
  readonly placeholder?: string;
}

/**
 * A field, drawn by ink-text-input. It never has the focus in Ink's sense: by itself it loses Backspaces that
 * come in one chunk, types "a" on Ctrl+A and splits characters, and its cursor vanishes without colours. So the
 * reducer edits, and the terminal's own cursor shows the place.
 */
export function TextBox({ window, width, isMasked = false, placeholder = '' }: TextBoxProps): ReactElement {
  const { field, muted } = useContext(ThemeContext);
  const { text } = window;
  // Its own placeholder is grey, which is a colour, and hardly to be seen on some terminals.
  if (text === '') {
    return (
      <Text {...field} {...muted} wrap="truncate-end">
        {fitLeft(placeholder, width)}
      </Text>
    );
  }
  return (
    <Text {...field} wrap="truncate-end">
      <TextInput
        value={text}
        focus={false}
        showCursor={false}
        {...(isMasked ? { mask: glyphs.mask } : {})}
        onChange={ignore}
      />
      {' '.repeat(Math.max(0, width - widthOf(text)))}
    </Text>
  );
}

function ignore(): void {}
