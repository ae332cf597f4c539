import { useApp, useCursor, useInput, usePaste } from 'ink';
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
  const state = useSyncExternalStore(store.subscribe, store.state);
  const { suspendTerminal } = useApp();
  const { setCursorPosition } = useCursor();

  useInput((input, key) => {
    const keys = readKeys(input, key);
    if (keys.length > 0) store.dispatch({ type: 'keys', keys });
  });
  usePaste((text) => store.dispatch({ type: 'paste', text }));
  useEffect(() => onReady(suspendTerminal), [onReady, suspendTerminal]);

  setCursorPosition(cursorPosition(state));
  return <Screen state={state} />;
}
