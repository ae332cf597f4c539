import type { Action } from './action.ts';

/** The server is stopped as systemd does, and started again. */
export const restartServer: Action = ({ world }) => world.restartServer('SIGTERM');

/** The server is killed while nothing happens. */
export const crashServer: Action = ({ world }) => world.crashServer();
