import { describeError } from '../../text/describeError.ts';
import { type Vocabulary, vocabularyOf } from '../../text/screens.ts';
import { sessionNotes } from '../../text/sessionNotes.ts';
import type { State } from '../state/model.ts';
import type { Status } from '../state/status.ts';
import { subjectOf, type TransferRequest } from '../state/transferState.ts';
import { glyphs, type Tone } from '../theme.ts';
import { type LineData, line } from './segments.ts';
import { wrap } from './text.ts';

/** The last result in lines of the window's width. An error takes as many as its sentences need. */
export function statusLines(state: State): readonly LineData[] {
  const width = state.size.columns - 2;
  const vocabulary = vocabularyOf(state.language);
  if (state.isLeaving) return [line(` ${vocabulary.text.status.loggingOut}`)];
  if (state.status === null || state.screen === 'help' || state.screen === 'warnings') return [];
  const told = tell(state.status, vocabulary);
  const [first = '', ...rest] = [
    ...wrap(`${told.glyph} ${told.text}`, width),
    ...(told.next === undefined ? [] : wrap(`${glyphs.next} ${told.next}`, width)),
  ];
  const room = Math.max(1, state.size.rows - 12);
  return [
    line(` ${first}`, { tone: told.tone, isBold: told.tone === 'danger' }),
    ...rest.map((text) => line(` ${text}`)),
  ].slice(0, room);
}

interface Told {
  readonly tone: Tone;
  readonly glyph: string;
  readonly text: string;
  readonly next?: string;
}

function tell(status: Status, vocabulary: Vocabulary): Told {
  const { text, units } = vocabulary;
  switch (status.kind) {
    case 'session-found': {
      const tone = status.expiring.length > 0 ? 'warning' : 'accent';
      return { tone, glyph: glyphs.warning, text: sessionNotes(status, vocabulary.language).join(' ') };
    }
    case 'uploaded': {
      const { name, entries, sealedBytes, warnings } = status.result;
      const shown = text.status.entries(entries, units.number(entries));
      return done(text.status.uploaded(name, shown, units.bytes(sealedBytes)), warnings.length, vocabulary);
    }
    case 'scheduled-uploaded': {
      const { name, sealedBytes, warnings } = status.result;
      const told = text.status.scheduledUploaded(status.path, name, units.bytes(sealedBytes));
      return done(told, warnings.length, vocabulary);
    }
    case 'downloaded': {
      const { entries, bytes, destination, warnings } = status.result;
      const shown = text.status.entries(entries, units.number(entries));
      return done(
        text.status.downloaded(shown, units.bytes(bytes), destination),
        warnings.length,
        vocabulary,
      );
    }
    case 'transfer-failed':
      return failed(status.error, vocabulary, failureOf(status.request, vocabulary));
    case 'error':
    case 'folder-failed':
      return failed(status.error, vocabulary);
    case 'cancelled':
      return notice(cancelled(status.request, vocabulary));
    case 'queued':
      return notice(text.status.queued(status.waiting));
    case 'question-waits':
      return notice(text.status.questionWaits(status.name));
    case 'added-to-schedule':
      return done(text.status.addedToSchedule(status.count), 0, vocabulary);
    case 'removed-from-schedule':
      return done(text.status.removedFromSchedule(status.path), 0, vocabulary);
    case 'other-runner':
      return notice(describeError(status.error, vocabulary.language).message);
    case 'unavailable':
      return notice(text.reasons[status.reason]);
  }
}

function done(text: string, warnings: number, { text: { status }, units }: Vocabulary): Told {
  if (warnings === 0) return { tone: 'success', glyph: glyphs.done, text };
  const counted = status.warnings(warnings, units.number(warnings));
  return { tone: 'warning', glyph: glyphs.warning, text: `${text} ${glyphs.dot} ${counted}` };
}

function notice(text: string): Told {
  return { tone: 'accent', glyph: glyphs.dot, text };
}

function failed(error: unknown, { language }: Vocabulary, what = ''): Told {
  const { message, next } = describeError(error, language);
  return { tone: 'danger', glyph: glyphs.warning, text: `${what} ${message}`.trim(), next };
}

function failureOf(request: TransferRequest, { text }: Vocabulary): string {
  const subject = subjectOf(request, text);
  if (request.kind === 'download') return text.status.downloadFailed(subject);
  return request.ticket === null ? text.status.uploadFailed(subject) : text.status.scheduledFailed(subject);
}

function cancelled(request: TransferRequest, { text }: Vocabulary): string {
  const subject = subjectOf(request, text);
  const isScheduled = request.kind === 'upload' && request.ticket !== null;
  return isScheduled ? text.status.scheduledCancelled(subject) : text.status.cancelled(subject);
}
