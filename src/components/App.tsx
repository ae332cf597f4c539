import { useApp, useCursor, useInput, usePaste, useWindowSize } from 'ink';
import { type ReactElement, useEffect, useSyncExternalStore } from 'react';
import { readKeys } from './keys/readKeys.ts';
import { cursorPosition } from './layout/cursor.ts';
import { Screen } from './screens/Screen.tsx';
import type { Store } from './state/store.ts';

interface AppProps {
  readonly store: Store;
  /** Receives what only a component can do: hand the terminal over and take it back. */
  readonly onReady: (suspend: (meanwhile: () => Promise<void>) => Promise<void>) => void;
}

/** The one door between Ink and the state: all keys in, the screen out. */
export function App({ store, onReady }: AppProps): ReactElement {
  const known = useSyncExternalStore(store.subscribe, store.state);
  const { columns, rows } = useWindowSize();
  const { suspendTerminal } = useApp();
  const { setCursorPosition } = useCursor();
  const isResized = columns !== known.size.columns || rows !== known.size.rows;
  const state = isResized ? { ...known, size: { columns, rows } } : known;

  useInput((input, key) => {
    const keys = readKeys(input, key);
    if (keys.length > 0) store.dispatch({ type: 'keys', keys });
  });
  usePaste((text) => store.dispatch({ type: 'paste', text }));
  useEffect(() => {
    if (isResized) store.dispatch({ type: 'resized', size: { columns, rows } });
  }, [store, isResized, columns, rows]);
  useEffect(() => onReady(suspendTerminal), [onReady, suspendTerminal]);

  setCursorPosition(cursorPosition(state));
  return <Screen state={state} />;
}
