import type { Vocabulary } from '../../text/screens.ts';

const minute = 60_000;
const hour = 60 * minute;

/** `3 h ago`. */
export function formatAgo(moment: Date, now: Date, { text, units }: Vocabulary): string {
  const passed = now.getTime() - moment.getTime();
  return passed < minute ? text.schedule.justNow : text.schedule.ago(units.age(passed));
}

/** `in 3 h`, rounded up: what is said to be an hour away is not nearer. */
export function formatUntil(moment: Date, now: Date, { text, units }: Vocabulary): string {
  const left = moment.getTime() - now.getTime();
  const unit = left < hour ? minute : hour;
  return text.schedule.in(units.age(Math.ceil(left / unit) * unit));
}
