import { describeError } from '../../text/describeError.ts';
import { scheduleTextOf } from '../../text/scheduleText.ts';
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
  const room = Math.max(1, state.size.rows - 12);
  return toldLines(state.status, vocabulary, width).slice(0, room);
}

/** What happened, wrapped to a width. */
export function toldLines(status: Status, vocabulary: Vocabulary, width: number): readonly LineData[] {
  const told = tell(status, vocabulary);
  const [first = '', ...rest] = [
    ...wrap(`${told.glyph} ${told.text}`, width),
    ...(told.next === undefined ? [] : wrap(`${glyphs.next} ${told.next}`, width)),
  ];
  return [
    line(` ${first}`, { tone: told.tone, isBold: told.tone === 'danger' }),
    ...rest.map((text) => line(` ${text}`)),
  ];
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
      const { mode, name, entries, sealedBytes, warnings } = status.result;
      if (mode === 'server') {
        return done(text.status.uploadedPlain(name, units.bytes(sealedBytes)), warnings.length, vocabulary);
      }
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
    case 'verified': {
      const { name, entries, bytes, changed } = status.result;
      const shown = text.status.entries(entries, units.number(entries));
      return done(text.status.verified(name, shown, units.bytes(bytes)), changed.length, vocabulary);
    }
    case 'transfer-notice':
      return notice(text.status.notices[status.notice](subjectOf(status.request, text)));
    case 'paused': {
      const told = status.startsOver ? text.status.pausedStartsOver : text.status.paused;
      return notice(told(subjectOf(status.request, text)));
    }
    case 'deleting':
      return notice(text.status.deleting(units.number(status.done), units.number(status.count)));
    case 'deleted': {
      const [first = '', ...others] = status.names;
      const several = text.status.deletedSeveral(units.number(status.names.length));
      return done(others.length === 0 ? text.status.deleted(first) : several, 0, vocabulary);
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
    case 'schedule-edited': {
      const { path, change } = status;
      const told = scheduleTextOf(vocabulary.language);
      return done(
        change.kind === 'edited' ? told.edited(path, change.rule) : told[change.kind](path),
        0,
        vocabulary,
      );
    }
    case 'run-queued':
      return notice(text.schedule.status.queued(status.path));
    case 'run-unchanged':
      return notice(text.schedule.status.unchanged(status.path));
    case 'run-under-way':
      return notice(text.schedule.status.alreadyQueued(status.path));
    case 'run-failed':
      return runFailed(status, vocabulary);
    case 'other-runner':
      return notice(describeError(status.error, vocabulary.language).message);
    case 'copied':
      return done(text.status.copied(status.text), 0, vocabulary);
    case 'theme':
      return notice(text.status.theme(text.themes[status.theme]));
    case 'password-moved':
      return notice(text.status.passwordMoved[status.place]);
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

/** A scheduled upload that failed, and when it is tried again. */
function runFailed(
  { path, error, retry }: Extract<Status, { kind: 'run-failed' }>,
  vocabulary: Vocabulary,
): Told {
  const { text, units } = vocabulary;
  const told = failed(error, vocabulary, text.status.scheduledFailed(path));
  if (retry === null) return told;
  return { ...told, next: `${told.next} ${text.schedule.status.triedAgain(units.date(retry))}` };
}

function failureOf(request: TransferRequest, { text }: Vocabulary): string {
  const subject = subjectOf(request, text);
  if (request.kind === 'download') return text.status.downloadFailed(subject);
  if (request.kind === 'verify') return text.status.verifyFailed(subject);
  return request.ticket === null ? text.status.uploadFailed(subject) : text.status.scheduledFailed(subject);
}

function cancelled(request: TransferRequest, { text }: Vocabulary): string {
  const subject = subjectOf(request, text);
  if (request.kind !== 'upload' || request.ticket === null) return text.status.cancelled(subject);
  return request.isDue ? text.status.scheduledCancelled(subject) : text.status.askedCancelled(subject);
}
