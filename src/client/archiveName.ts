const timedName = /_(\d{4}-\d{2}-\d{2})T(\d{2})-(\d{2})-(\d{2})(?:-\d+)?\.enc$/;

export { labelOf as derivedLabel } from '../crypto/pack/plan.ts';

/** `<label>_<YYYY-MM-DDTHH-MM-SS>.enc`, in UTC; `-2`, `-3` … before `.enc` where that name is taken. */
export function nameArchive(label: string, created: Date, isTaken: (name: string) => boolean): string {
  const stem = `${label}_${created.toISOString().slice(0, 19).replaceAll(':', '-')}`;
  for (let number = 1; ; number += 1) {
    const name = `${stem}${number === 1 ? '' : `-${number}`}.enc`;
    if (!isTaken(name)) return name;
  }
}

/** The name after one that turned out to be taken: `-2` behind it, or one more than it has there. */
export function nextArchiveName(name: string): string {
  const [, stem = name, number = '1'] =
    /^(.*_\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2})(?:-(\d+))?\.enc$/.exec(name) ?? [];
  return `${stem}-${Number(number) + 1}.enc`;
}

/** The time of the upload that a name carries, or null. */
export function timeOfArchiveName(name: string): Date | null {
  const match = timedName.exec(name);
  if (!match) return null;
  const time = new Date(`${match[1]}T${match[2]}:${match[3]}:${match[4]}Z`);
  return Number.isNaN(time.getTime()) ? null : time;
}

/** What stands before the time, where a name has one. */
export function labelOfArchiveName(name: string): string | null {
  const match = timedName.exec(name);
  return match === null ? null : name.slice(0, match.index);
}
