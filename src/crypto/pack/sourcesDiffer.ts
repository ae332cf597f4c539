/** The sources are not what they were when they were sealed before: an interrupted sealing cannot go on. */
export class SourcesDiffer extends Error {
  override readonly name = 'SourcesDiffer';
}
