import type { Certificates } from './certificates.ts';
import type { Result } from './contest.ts';
import type { Scale } from './scale.ts';
import type { Sources } from './sources.ts';
import type { Workplace } from './workplace.ts';

/** What every work has at hand. */
export interface Stage {
  /** Of the work. */
  readonly title: string;
  /** Gone after the work. */
  readonly place: Workplace;
  /** The path of ours. */
  readonly program: string;
  readonly certificates: Certificates;
  readonly sources: Sources;
  readonly scale: Scale;
  readonly without: 'rclone' | undefined;
  readonly rounds: number;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

/** One kind of work that is measured. */
export interface Work {
  readonly title: string;
  run(stage: Stage): Promise<readonly Result[]>;
}
