import type { Language } from './language.ts';

/** Numbers, sizes and times as people of a language read them. */
export interface Units {
  number(value: number): string;
  /** Decimal units, at most four digits: `1.2 MB`, `1,2 Mo`. */
  bytes(value: number): string;
  /** A part of a whole from 0 to 1, rounded down so that 100 % means done. */
  percent(part: number): string;
  /** A length of time in its largest unit: `5 min`, `3 h`, `2 d`. */
  age(milliseconds: number): string;
  /** A length of time in its two largest units: `1 min 20 s`. */
  duration(milliseconds: number): string;
  /** Local time, `2026-11-21 14:03`. */
  date(moment: Date): string;
}

interface UnitNames {
  readonly bytes: readonly string[];
  readonly day: string;
}

const names: Record<Language, UnitNames> = {
  en: { bytes: ['B', 'kB', 'MB', 'GB', 'TB', 'PB'], day: 'd' },
  fr: { bytes: ['o', 'ko', 'Mo', 'Go', 'To', 'Po'], day: 'j' },
};

/** A space at which no line is broken. */
const joint = '\u{a0}';
const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** The units of a language. */
export function createUnits(language: Language): Units {
  const whole = formatterOf(language, 0);
  const tenths = formatterOf(language, 1);
  const name = names[language];
  // The thin space of French thousands is missing from many terminal fonts.
  const format = (formatter: () => Intl.NumberFormat, value: number) =>
    formatter().format(value).replaceAll('\u{202f}', joint);
  const of = (value: number, unit: string) => `${format(whole, value)}${joint}${unit}`;

  function bytes(value: number): string {
    let scaled = value;
    let power = 0;
    while (scaled >= 999.5 && power < name.bytes.length - 1) {
      scaled /= 1000;
      power += 1;
    }
    const formatter = power > 0 && scaled < 99.95 ? tenths : whole;
    return `${format(formatter, scaled)}${joint}${name.bytes[power]}`;
  }

  function age(milliseconds: number): string {
    if (milliseconds < hour) return of(Math.max(0, Math.floor(milliseconds / minute)), 'min');
    if (milliseconds < 2 * day) return of(Math.floor(milliseconds / hour), 'h');
    return of(Math.floor(milliseconds / day), name.day);
  }

  function duration(milliseconds: number): string {
    const seconds = Math.max(0, Math.ceil(milliseconds / second));
    if (seconds < 60) return of(seconds, 's');
    if (seconds < 3600) return `${of(Math.floor(seconds / 60), 'min')}${joint}${of(seconds % 60, 's')}`;
    const minutes = Math.floor(seconds / 60);
    if (minutes < 24 * 60) return `${of(Math.floor(minutes / 60), 'h')}${joint}${of(minutes % 60, 'min')}`;
    const hours = Math.floor(minutes / 60);
    return `${of(Math.floor(hours / 24), name.day)}${joint}${of(hours % 24, 'h')}`;
  }

  return {
    number: (value) => format(whole, value),
    bytes,
    percent: (part) => `${Math.floor(part * 100)}${joint}%`,
    age,
    duration,
    date: formatDate,
  };
}

/** Made when it is first used: that takes milliseconds, and the first screen has no numbers. */
function formatterOf(language: Language, digits: number): () => Intl.NumberFormat {
  let formatter: Intl.NumberFormat | undefined;
  return () => {
    formatter ??= new Intl.NumberFormat(language, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    return formatter;
  };
}

function formatDate(moment: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const days = [moment.getFullYear(), two(moment.getMonth() + 1), two(moment.getDate())].join('-');
  return `${days} ${two(moment.getHours())}:${two(moment.getMinutes())}`;
}
