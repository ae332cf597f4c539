import { compareCertificates } from '../../text/compareCertificates.ts';
import { type Vocabulary, vocabularyOf } from '../../text/screens.ts';
import type { CancelQuestion, Question, ServerCertificateQuestion, State } from '../state/model.ts';
import { leftBefore } from '../state/questions.ts';
import { transferRows } from '../state/transferRows.ts';
import { isResumable, type PausedTransfer, subjectOf } from '../state/transferState.ts';
import { isRoomy } from './sizes.ts';
import { cut, cutStart, wrap } from './text.ts';
import { formatAgo } from './times.ts';

/** What certificates side by side take, with their labels. */
const comparedWidth = 64;

/** What a question says, in lines of a width. */
export function wordingOf(
  state: State,
  question: Question,
  width: number,
): { readonly title: string; readonly lines: readonly string[] } {
  const { text, units } = vocabularyOf(state.language);
  const { quit, removePath, overwrite, deletion } = text.questions;
  switch (question.about) {
    case 'quit':
      return { title: quit.title, lines: quitLines(state, width) };
    case 'cancel-transfer':
      return { title: text.questions.cancelTransfer.title, lines: cancelLines(state, question, width) };
    case 'unfinished':
      return { title: text.questions.unfinished.title, lines: unfinishedLines(state, width) };
    case 'delete': {
      const { names } = question;
      const told = wrap(deletion.body(names.length, units.number(names.length)), width);
      return { title: deletion.title, lines: [...told, ...examples(names, (name) => name, width, state)] };
    }
    case 'remove-path':
      return { title: removePath.title, lines: [cutStart(removePath.body(question.path), width)] };
    case 'server-certificate':
      return { title: text.questions.serverCertificate.title, lines: comparedLines(state, question, width) };
    case 'receive-whole': {
      const { receiveWhole } = text.questions;
      const { name, size } = question.archive;
      const told = receiveWhole.body(size === null ? null : units.bytes(size));
      return { title: receiveWhole.title, lines: [cut(name, width), ...wrap(told, width)] };
    }
    case 'certificate':
      return { title: text.login.setUp.title, lines: wrap(text.login.setUp.body, width) };
    case 'overwrite': {
      const { paths } = question;
      const told = wrap(overwrite.body(paths.length, units.number(paths.length)), width);
      return { title: overwrite.title, lines: [...told, ...examples(paths, (path) => path, width, state)] };
    }
  }
}

/** Old against new, all of it where there is room. */
function comparedLines(
  { language, size }: State,
  question: ServerCertificateQuestion,
  width: number,
): string[] {
  const { known, shown, host, port } = question;
  const { body } = vocabularyOf(language).text.questions.serverCertificate;
  const isBrief = !isRoomy(size) || width < comparedWidth;
  const compared = compareCertificates(known, shown, language, isBrief).map((each) => cut(each, width));
  return [...wrap(body(`${host}:${port}`), width), ...compared];
}

/** The first three of a list, and how many more there are. */
function examples<Item>(
  items: readonly Item[],
  tell: (item: Item) => string,
  width: number,
  { language }: State,
): string[] {
  const { text, units } = vocabularyOf(language);
  const first = items.slice(0, 3).map((item) => `  ${cutStart(tell(item), width - 2)}`);
  const others = items.length - first.length;
  return others === 0 ? first : [...first, `  ${text.questions.andOthers(units.number(others))}`];
}

function quitLines({ transfers, session, language }: State, width: number): string[] {
  const { quit } = vocabularyOf(language).text.questions;
  const { running, waiting } = transfers;
  const isKept = running !== null && isResumable(running.request, session);
  return [
    ...wrap(quit.body(isKept), width),
    ...(waiting.length === 0 ? [] : wrap(quit.waiting(waiting.length), width)),
  ];
}

function cancelLines(
  state: State,
  { id, phase, isResumable: isKept }: CancelQuestion,
  width: number,
): string[] {
  const { text } = vocabularyOf(state.language);
  const { canPause, discards } = text.questions.cancelTransfer;
  const transfer = transferRows(state).find((row) => row.transfer.id === id)?.transfer;
  const subject = transfer === undefined ? '' : subjectOf(transfer.request, text);
  const note = phase === 'waiting' ? '' : isKept && phase === 'running' ? canPause : discards;
  return [cutStart(subject, width), ...wrap(note, width)];
}

function unfinishedLines(state: State, width: number): string[] {
  const vocabulary = vocabularyOf(state.language);
  const { text } = vocabulary;
  const { body, upload, download } = text.questions.unfinished;
  const left = leftBefore(state);
  const tell = ({ request, doneBytes, expectedBytes, begunBefore }: PausedTransfer): string => {
    const when = begunBefore === null ? '' : formatAgo(begunBefore, state.now, vocabulary);
    const told = request.kind === 'upload' ? upload : download;
    return told(subjectOf(request, text), howFar(doneBytes, expectedBytes, vocabulary), when);
  };
  return [...wrap(body(left.length), width), ...examples(left, tell, width, state)];
}

function howFar(done: number | null, total: number | null, { text, units }: Vocabulary): string {
  const whole = total === null ? text.details.unknown : units.bytes(total);
  return done === null ? whole : text.transfers.progress(units.bytes(done), whole);
}
