import type { Archive } from '../../client/types.ts';
import { isStale } from '../../common/age.ts';
import { vocabularyOf } from '../../text/screens.ts';
import { commands } from '../keys/commands.ts';
import type { State } from '../state/model.ts';
import { blankLine, bold, dim, type LineData, line, type Segment } from './segments.ts';
import { paneWidth } from './sizes.ts';
import { fitLeft, wrap } from './text.ts';

/** Edge and margins. */
const innerWidth = paneWidth - 4;

/** More about one archive, for the pane beside the list. */
export function detailLines({ name, size, uploadedAt, sha256 }: Archive, state: State): readonly LineData[] {
  const { text, units } = vocabularyOf(state.language);
  const { unknown, ...labels } = text.details;
  const stale = isStale(uploadedAt, state.now);
  const age = uploadedAt === null ? unknown : units.age(state.now.getTime() - uploadedAt.getTime());
  return [
    ...wrap(name, innerWidth).map((part) => line(part, { isBold: true })),
    blankLine,
    fact(labels.size, { text: size === null ? unknown : units.bytes(size) }),
    fact(labels.uploaded, { text: uploadedAt === null ? unknown : units.date(uploadedAt) }),
    fact(labels.age, { text: age, ...(stale ? { tone: 'danger', isBold: true } : {}) }),
    ...(sha256 === undefined ? [] : [blankLine, { segments: [dim(labels.digest)] }]),
    // Two lines of the same length.
    ...wrap(sha256 ?? '', 32).map((part) => line(part)),
    blankLine,
    { segments: [dim(labels.shell)] },
    ...shellLines(),
  ];
}

function fact(label: string, value: Segment): LineData {
  return { segments: [dim(fitLeft(label, 10)), value] };
}

/** The command lines that do with an archive what the keys do. */
function shellLines(): LineData[] {
  const named = commands.flatMap(({ shell, group }) =>
    group !== 'login' && shell?.includes(' NAME') ? [shell] : [],
  );
  return named.map((shell) => ({ segments: [dim('secure-client '), bold(shell)] }));
}
