import { type Vocabulary, vocabularyOf } from '../../text/screens.ts';
import type { State } from '../state/model.ts';
import type { Status } from '../state/status.ts';
import type { TransferRow } from '../state/transferRows.ts';
import {
  type EndedTransfer,
  isResumable,
  type PausedTransfer,
  type TransferRequest,
} from '../state/transferState.ts';
import { glyphs } from '../theme.ts';
import { type LineData, line } from './segments.ts';
import { toldLines } from './statusLines.ts';
import { cutStart, wrap } from './text.ts';
import { formatAgo } from './times.ts';
import { progressLine, retrySentence } from './transferLines.ts';

/** More about one transfer: what it is about, and how it goes or went. */
export function transferDetails(row: TransferRow, state: State): readonly LineData[] {
  const vocabulary = vocabularyOf(state.language);
  const width = state.size.columns - 2;
  const about = line(` ${cutStart(whatOf(row.transfer.request, vocabulary), width)}`);
  switch (row.phase) {
    case 'running': {
      const { retry } = row.transfer;
      if (retry === null) return [about, progressLine(row.transfer, state, vocabulary)];
      const told = `${glyphs.warning} ${retrySentence(retry, state, vocabulary)}`;
      return [about, ...wrap(told, width).map((text) => line(` ${text}`, { tone: 'warning' }))];
    }
    case 'waiting':
      return [about];
    case 'paused':
      return [
        about,
        ...wrap(howToGoOn(row.transfer, state, vocabulary), width).map((text) => line(` ${text}`)),
      ];
    case 'ended':
      return [about, ...toldLines(statusOf(row.transfer), vocabulary, width)];
  }
}

function whatOf(request: TransferRequest, { text }: Vocabulary): string {
  switch (request.kind) {
    case 'upload':
      return request.paths.join('  ');
    case 'download':
      return `${request.name} ${text.transfers.toFolder(request.destination)}`;
    case 'verify':
      return request.name;
  }
}

function howToGoOn(
  { request, doneBytes, expectedBytes, begunBefore }: PausedTransfer,
  { session, now }: State,
  vocabulary: Vocabulary,
): string {
  const { text, units } = vocabulary;
  const before =
    begunBefore === null ? '' : text.transfers.begunBefore(formatAgo(begunBefore, now, vocabulary));
  if (doneBytes === 0 && begunBefore === null) return text.transfers.notBegun;
  if (!isResumable(request, session)) return text.transfers.startsOver;
  const kept =
    doneBytes === null || expectedBytes === null
      ? text.transfers.keptUnknown
      : text.transfers.kept(units.bytes(doneBytes), units.bytes(expectedBytes));
  return `${before} ${kept}`.trim();
}

function statusOf({ request, outcome }: EndedTransfer): Status {
  switch (outcome.kind) {
    case 'failed':
      return { kind: 'transfer-failed', request, error: outcome.error };
    case 'cancelled':
      return { kind: 'cancelled', request };
    default:
      return outcome;
  }
}
