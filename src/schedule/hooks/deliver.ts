import type { Hook, Hooks } from '../../config/hooks.ts';
import { runCommandHook } from './commandHook.ts';
import type { HookEvent } from './hookDocument.ts';
import type { HookResult } from './hookResult.ts';
import { callUrl, withSuffix } from './httpHook.ts';

const commandSeconds = 60;
const urlSeconds = 15;
/** Checks keep the beginning of what they are sent. */
const pingCharacters = 1000;

export interface Delivery {
  readonly event: HookEvent;
  /** The JSON document. */
  readonly document: string;
  /** In one line, for checks: what went wrong. */
  readonly problem: string;
  /** At most so long for each hook, whatever it is configured to; when the program has to end soon. */
  readonly limitMs?: number | undefined;
}

const keyOfEvent = {
  started: 'on_start',
  succeeded: 'on_success',
  failed: 'on_failure',
  locked: 'on_failure',
  crashed: 'on_failure',
} as const satisfies Record<HookEvent, keyof Hooks>;

/** Calls all hooks of an event, side by side. Never throws: a hook that fails is no failure of the run. */
export function deliver(hooks: Hooks, delivery: Delivery): Promise<HookResult[]> {
  const calls = (hooks[keyOfEvent[delivery.event]] ?? []).map((hook) => callHook(hook, delivery));
  if (hooks.ping !== undefined) calls.push(ping(hooks.ping, delivery));
  return Promise.all(calls);
}

function callHook(
  hook: Hook,
  { event, document, limitMs = Number.POSITIVE_INFINITY }: Delivery,
): Promise<HookResult> {
  const milliseconds = (standard: number) => Math.min((hook.timeout_seconds ?? standard) * 1000, limitMs);
  if ('command' in hook) {
    return runCommandHook(hook.command, { event, document, timeoutMs: milliseconds(commandSeconds) });
  }
  return callUrl({
    url: hook.url,
    method: 'POST',
    body: { type: 'application/json', text: document },
    timeoutMs: milliseconds(urlSeconds),
  });
}

function ping(
  url: string,
  { event, problem, limitMs = Number.POSITIVE_INFINITY }: Delivery,
): Promise<HookResult> {
  const timeoutMs = Math.min(urlSeconds * 1000, limitMs);
  if (event === 'started') return callUrl({ url: withSuffix(url, 'start'), method: 'GET', timeoutMs });
  if (event === 'succeeded') return callUrl({ url, method: 'GET', timeoutMs });
  const text = problem.slice(0, pingCharacters);
  return callUrl({
    url: withSuffix(url, 'fail'),
    method: 'POST',
    body: { type: 'text/plain; charset=utf-8', text },
    timeoutMs,
  });
}
