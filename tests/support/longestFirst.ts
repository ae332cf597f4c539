import { relative, sep } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Folders whose files take about a second, the quickest last. */
const quick = ['screens', 'server', 'client', 'net', 'unit'];

/** Begins with files that start programs, so that none of them runs alone in the end: a clean checkout knows no durations. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const folderOf = ({ moduleId }: TestSpecification) =>
      relative(this.ctx.config.root, moduleId).split(sep)[1] ?? '';
    const rank = (file: TestSpecification) => quick.indexOf(folderOf(file));
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
  }
}
