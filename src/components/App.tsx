import { useApp, useCursor, useInput, usePaste } from 'ink';
import { type ReactElement, useEffect, useSyncExternalStore } from 'react';
import { readKeys } from './keys/readKeys.ts';
import { cursorPosition } from './layout/cursor.ts';
import { Screen } from './screens/Screen.tsx';
import type { Store } from './state/store.ts';
import { ThemeContext, themes } from './theme.ts';

interface AppProps {
  readonly store: Store;
  /** Nothing is drawn, what happens is told in lines. */
  readonly isSpoken: boolean;
  /** Receives what only a component can do: hand the terminal over and take it back. */
  readonly onReady: (suspend: (meanwhile: () => Promise<void>) => Promise<void>) => void;
}

/** The one door between Ink and the state: all keys in, the screen out. */
export function App({ store, isSpoken, onReady }: AppProps): ReactElement | null {
  const { suspendTerminal } = useApp();

  useInput((input, key) => {
    const keys = readKeys(input, key);
    if (keys.length > 0) store.dispatch({ type: 'keys', keys });
  });
  usePaste((text) => store.dispatch({ type: 'paste', text }));
  useEffect(() => onReady(suspendTerminal), [onReady, suspendTerminal]);

  return isSpoken ? null : <Picture store={store} />;
}

function Picture({ store }: { readonly store: Store }): ReactElement {
  const state = useSyncExternalStore(store.subscribe, store.state);
  const { setCursorPosition } = useCursor();
  setCursorPosition(cursorPosition(state));
  return (
    <ThemeContext value={themes[state.theme]}>
      <Screen state={state} />
    </ThemeContext>
  );
}
