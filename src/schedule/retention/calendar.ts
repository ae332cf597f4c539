/** The calendar days, weeks and months that moments fall into, as people of a time zone count them. */
export interface Calendar {
  /** `2026-11-22` */
  day(moment: Date): string;
  /** The Monday of its week, `2026-11-16`. */
  week(moment: Date): string;
  /** `2026-11` */
  month(moment: Date): string;
}

/** @param zone name of the IANA database, such as `Europe/Paris` */
export function calendarOf(zone: string): Calendar {
  const format = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    calendar: 'iso8601',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });

  function day(moment: Date): string {
    const parts = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, value]));
    return `${parts['year']}-${parts['month']}-${parts['day']}`;
  }

  function week(moment: Date): string {
    const date = new Date(`${day(moment)}T00:00:00Z`);
    const daysSinceMonday = (date.getUTCDay() + 6) % 7;
    date.setUTCDate(date.getUTCDate() - daysSinceMonday);
    return date.toISOString().slice(0, 10);
  }

  return { day, week, month: (moment) => day(moment).slice(0, 7) };
}
