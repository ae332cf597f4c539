import type { Task } from '../effects.ts';

/** The work under way, one piece a task. */
export interface Tasks {
  /** Begins a task anew: what ran under its name is cancelled. */
  begin(task: Task): AbortSignal;
  cancel(task: Task): void;
  cancelAll(): void;
}

export function createTasks(): Tasks {
  const running = new Map<Task, AbortController>();
  const cancel = (task: Task) => running.get(task)?.abort();
  return {
    begin(task) {
      cancel(task);
      const controller = new AbortController();
      running.set(task, controller);
      return controller.signal;
    },
    cancel,
    cancelAll() {
      for (const task of running.keys()) cancel(task);
    },
  };
}
