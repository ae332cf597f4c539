/** Which values of one field of a cron expression are meant. */
export type CronField =
  | { readonly kind: 'any' }
  /** Each so many-th, without a remainder at the end. */
  | { readonly kind: 'step'; readonly step: number }
  /** In order. */
  | { readonly kind: 'values'; readonly values: readonly number[] };

export interface CronFields {
  readonly minute: CronField;
  readonly hour: CronField;
  readonly day: CronField;
  readonly month: CronField;
  /** From 1 for Monday to 7 for Sunday. */
  readonly weekday: CronField;
}

const nicknames: Readonly<Record<string, string>> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
};
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** Parts a valid expression of five fields; null where it uses signs such as `L`, `W` or `#`. */
export function cronFieldsOf(expression: string): CronFields | null {
  const plain = nicknames[expression.toLowerCase()] ?? expression;
  const [minutes = '', hours = '', days = '', monthNames = '', weekdayNames = ''] = plain.trim().split(/\s+/);
  const minute = fieldOf(minutes, 0, 59);
  const hour = fieldOf(hours, 0, 23);
  const day = fieldOf(days, 1, 31);
  const month = fieldOf(named(monthNames, months, 1), 1, 12);
  const weekday = fieldOf(named(weekdayNames, weekdays, 0), 0, 7);
  if (!minute || !hour || !day || !month || !weekday) return null;
  return { minute, hour, day, month, weekday: fromMonday(weekday) };
}

function named(text: string, names: readonly string[], first: number): string {
  return text.replace(/[a-z]{3}/gi, (name) => {
    const index = names.indexOf(name.toLowerCase());
    return index === -1 ? name : String(index + first);
  });
}

function fieldOf(text: string, least: number, most: number): CronField | null {
  if (text === '*' || text === '*/1') return { kind: 'any' };
  const step = Number(/^\*\/(\d+)$/.exec(text)?.[1] ?? 0);
  if (step > 0 && staysStep(step, most)) return { kind: 'step', step };
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const found = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part);
    if (found === null) return null;
    const [, from, to = from, every = '1'] = found;
    const last = Number(to ?? most);
    for (let value = Number(from ?? least); value <= last; value += Number(every)) values.add(value);
  }
  return { kind: 'values', values: [...values].sort((one, other) => one - other) };
}

/** Steps that come out even; of days, which never do, all, as they are too many to be listed. */
function staysStep(step: number, most: number): boolean {
  return most === 31 || ((most === 59 || most === 23) && (most + 1) % step === 0);
}

function fromMonday(field: CronField): CronField {
  if (field.kind !== 'values') return field;
  const values = [...new Set(field.values.map((value) => (value === 0 ? 7 : value)))];
  return { kind: 'values', values: values.sort((one, other) => one - other) };
}
