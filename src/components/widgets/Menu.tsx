import { Text } from 'ink';
import SelectInput from 'ink-select-input';
import { type ReactElement, useContext } from 'react';
import type { MenuItem } from '../layout/dialogLayout.ts';
import { fitLeft } from '../layout/text.ts';
import { glyphs, ThemeContext } from '../theme.ts';

/** Margin, pointer and gap. */
const pointerWidth = 3;

interface MenuProps {
  readonly items: readonly MenuItem[];
  readonly cursor: number;
  readonly width: number;
}

/**
 * A short menu, drawn by ink-select-input. The reducer moves the highlight: by itself the widget loses arrows
 * that come in one chunk and would then choose the wrong line.
 */
export function Menu({ items, cursor, width }: MenuProps): ReactElement {
  const lines = items.map(({ label, isAvailable }, index) => ({
    key: String(index),
    label: fitLeft(label, width - pointerWidth),
    value: isAvailable,
  }));
  return (
    <SelectInput
      key={cursor}
      items={lines}
      initialIndex={cursor}
      isFocused={false}
      indicatorComponent={Pointer}
      itemComponent={Item}
    />
  );
}

function Pointer({ isSelected = false }: { readonly isSelected?: boolean }): ReactElement {
  const { selection } = useContext(ThemeContext);
  return isSelected ? <Text {...selection}>{` ${glyphs.pointer} `}</Text> : <Text>{'   '}</Text>;
}

/** ink-select-input hands the whole item over, its `value` too. */
function Item(props: { readonly label: string; readonly isSelected?: boolean }): ReactElement {
  const { selection, muted } = useContext(ThemeContext);
  const isAvailable = (props as { readonly value?: unknown }).value !== false;
  return (
    <Text {...(isAvailable ? {} : muted)} {...(props.isSelected === true ? selection : {})}>
      {props.label}
    </Text>
  );
}
