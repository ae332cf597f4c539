import { describeCron } from '../cron/describeCron.ts';
import { wholeInterval } from '../interval.ts';
import { createPlural } from '../plural.ts';
import type { ScheduleText, ShownKeepRules } from '../scheduleText.ts';

const plural = createPlural('en');

const runners: Readonly<Record<string, string>> = {
  screens: 'the screens',
  run: 'schedule run',
  watch: 'schedule run --watch',
  now: 'schedule run --now',
  edit: 'a change of the schedule',
  'edit-config': 'a change of the settings',
};

const keptInEnglish = ({ last, daily, weekly, monthly }: ShownKeepRules): string =>
  [
    ...(last === undefined ? [] : [`last ${last}`]),
    ...(daily === undefined ? [] : [`daily ${daily}`]),
    ...(weekly === undefined ? [] : [`weekly ${weekly}`]),
    ...(monthly === undefined ? [] : [`monthly ${monthly}`]),
  ].join(', ');

export const scheduleInEnglish: ScheduleText = {
  rule: (rule) => {
    if ('at' in rule) return `daily at ${rule.at} (${rule.zone})`;
    if ('cron' in rule) {
      const words = describeCron(rule.cron, 'en');
      const told = `cron ${rule.cron}`;
      return words === null ? `${told} (${rule.zone})` : `${words} (${told}, ${rule.zone})`;
    }
    const { count, unit } = wholeInterval(rule.every);
    return count === 1 ? `every ${unit}` : `every ${count} ${unit}s`;
  },
  briefRule: (rule) => {
    if ('at' in rule) return `daily at ${rule.at}`;
    if ('cron' in rule) return describeCron(rule.cron, 'en') ?? `cron ${rule.cron}`;
    return scheduleInEnglish.rule(rule);
  },
  kept: (rules) => `archives kept: ${keptInEnglish(rules)}`,
  runner: (runner) => runners[runner] ?? runner,
  states: {
    fresh: 'up to date',
    due: 'due',
    retrying: 'failed, will be tried again',
    alarming: 'needs attention',
    paused: 'paused',
  },
  firstTime: 'waits for its first time',
  nothingScheduled: 'Nothing is scheduled. Add something with: secure-client schedule add PATH',
  nothingDue: 'Nothing is due.',
  now: 'now',
  entry: ({ path, rule, state, last, next, isNow, following, error, settings }, units) =>
    [
      `${path}  ${state === 'fresh' && last === null ? scheduleInEnglish.firstTime : scheduleInEnglish.states[state]}`,
      `  ${scheduleInEnglish.rule(rule)}; last: ${last === null ? 'never' : units.date(last)}; next: ${
        next === null ? 'none' : isNow ? 'now' : units.date(next)
      }`,
      ...(following.length === 0 ? [] : [`  then: ${following.map(units.date).join(', ')}`]),
      ...(settings.label === undefined ? [] : [`  label: ${settings.label}`]),
      ...(settings.include.length === 0 ? [] : [`  only: ${settings.include.join(' ')}`]),
      ...(settings.exclude.length === 0 ? [] : [`  without: ${settings.exclude.join(' ')}`]),
      ...(settings.keep === undefined ? [] : [`  ${scheduleInEnglish.kept(settings.keep)}`]),
      ...(error === null ? [] : [`  last error: ${error}`]),
    ].join('\n'),
  scheduled: (path, rule) => `Scheduled ${scheduleInEnglish.rule(rule)}: ${path}`,
  edited: (path, rule) => `Changed; ${scheduleInEnglish.rule(rule)}: ${path}`,
  unscheduled: (path) => `No longer scheduled: ${path}`,
  paused: (path) => `Paused: ${path}`,
  resumed: (path) => `Going on with: ${path}`,
  uploading: (path) => `Uploading ${path}`,
  unchanged: (path) => `Unchanged since the last upload: ${path}`,
  failed: (path, message) => `${path}: ${message}`,
  healed: ({ runner, pid, host, since }, units) =>
    `An earlier run ended without releasing its lock (${scheduleInEnglish.runner(runner)}, process ${pid} on ${host}, since ${units.date(since)}). The lock was taken over.`,
  status: ({ path, state, last, due, error }, now, units) => {
    const states = {
      fresh: 'ok      ',
      due: 'due     ',
      retrying: 'retrying',
      stale: 'LATE    ',
      failed: 'FAILED  ',
      paused: 'paused  ',
    };
    const age =
      last === null ? 'never uploaded' : `last upload ${units.age(now.getTime() - last.getTime())} ago`;
    const late = due !== null && due < now ? `, due since ${units.date(due)}` : '';
    return `${states[state]}  ${path}  ${age}${late}${error === null ? '' : `\n          ${error}`}`;
  },
  hookFailed: (target, outcome, output) =>
    `A hook failed: ${target} (${outcome})${output === '' ? '' : `\n${output}`}`,
  pruned: (archives) => `Old archives removed: ${archives}`,
  notPruned: (message) => `Old archives could not be removed: ${message}`,
  remark: (remark) =>
    ({
      'lock-healed': 'the lock of an earlier run that had died was taken over',
      'clock-was-ahead': 'the last success lay in the future: a clock was wrong',
      'not-pruned': 'old archives could not be removed',
    })[remark],
  watching: (paths) =>
    `Looking each minute at ${paths} scheduled ${plural(paths, 'path', 'paths')}. Ctrl+C ends it.`,
  noHistory: 'Nothing has been uploaded by the schedule yet.',
  run: (
    { at, seconds, path, runner, result, archive, sealedBytes, removed, warnings, remarks, error },
    units,
  ) =>
    [
      `${units.date(at)}  ${{ uploaded: 'uploaded', unchanged: 'unchanged', failed: 'FAILED' }[result]}  ${path}`,
      ...(archive === undefined ? [] : [`  ${archive}, ${units.bytes(sealedBytes ?? 0)}, `]).map(
        (line) => `${line}${units.duration(seconds * 1000)}, by ${scheduleInEnglish.runner(runner)}`,
      ),
      ...(error === undefined ? [] : [`  ${error.message}`]),
      ...(warnings ?? []).map((warning) => `  ! ${warning.problem}: ${warning.path}`),
      ...(removed === undefined ? [] : [`  old archives removed: ${removed}`]),
      ...(remarks ?? []).map((remark) => `  ${scheduleInEnglish.remark(remark)}`),
    ].join('\n'),
};
