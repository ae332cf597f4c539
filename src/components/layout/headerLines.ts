import { soonDays } from '../../client/expiry.ts';
import { daysUntil } from '../../common/age.ts';
import { vocabularyOf } from '../../text/screens.ts';
import type { State } from '../state/model.ts';
import { alarmCount, nextDue } from '../state/scheduleRows.ts';
import { isServerMode } from '../state/serverMode.ts';
import { subjectOf } from '../state/transferState.ts';
import { staleCount } from '../state/visibleArchives.ts';
import { glyphs, type Tone } from '../theme.ts';
import { bold, dim, justify, type LineData, type Segment, segmentsWidth } from './segments.ts';
import { cut } from './text.ts';
import { formatUntil } from './times.ts';

const product = 'secure-client';

/** Whom we are connected to and how; what there is, what is old, what comes next. */
export function archivesHeader(state: State): readonly LineData[] {
  const { columns } = state.size;
  const title: Segment = { text: ` ${product}`, tone: 'accent', isBold: true };
  const facts = sessionFacts(state, columns - 2);
  const hasRoom = segmentsWidth([title, ...facts]) + 3 <= columns;
  const first = hasRoom ? justify([title], [...facts, dim(' ')], columns) : [dim(' '), ...facts];
  return [{ segments: first }, { segments: justify(archiveFacts(state), refreshing(state), columns) }];
}

/** The title of the login screen, and the key of the other language: who needs it cannot read the help. */
export function loginHeader({ size, language }: State): readonly Segment[] {
  const { login, commands } = vocabularyOf(language).text;
  const title: Segment = { text: ` ${product}`, tone: 'accent', isBold: true };
  const subtitle = dim(` ${glyphs.dot} ${login.title}`);
  return justify([title, subtitle], [bold('Ctrl+G'), dim(` ${commands.language.label} `)], size.columns);
}

/** The title of another screen, and what it says about itself. */
export function plainHeader(state: State, title: string, facts: readonly Segment[]): readonly LineData[] {
  const { columns } = state.size;
  const left: Segment[] = [{ text: ` ${cut(title, columns - 2)}`, tone: 'accent', isBold: true }];
  return [{ segments: justify(left, runningTransfer(state), columns) }, { segments: [dim(' '), ...facts] }];
}

function sessionFacts({ session, now, language }: State, width: number): Segment[] {
  if (session === null) return [];
  const { text } = vocabularyOf(language);
  const days = daysUntil(session.clientCertificateExpires, now);
  const certificate: Segment = {
    text: text.archives.certificateDays(days),
    ...(days < soonDays ? { tone: 'danger' satisfies Tone, isBold: true } : { isDim: true }),
  };
  const rest = [dim(` ${glyphs.dot} ${session.tlsProtocol} ${glyphs.dot} `), certificate];
  const peer = `${session.username}@${session.host}:${session.port}`;
  return [{ text: cut(peer, width - segmentsWidth(rest)) }, ...rest];
}

function archiveFacts(state: State): Segment[] {
  const { text, units } = vocabularyOf(state.language);
  const { all } = state.archives;
  const stale = staleCount(state);
  const facts: Segment[][] = [
    all === null ? [] : [{ text: text.archives.count(all.length, units.number(all.length)) }],
    isServerMode(state)
      ? [{ text: `${glyphs.warning} ${text.archives.serverReads}`, tone: 'warning' as const }]
      : [],
    stale === 0
      ? []
      : [
          {
            text: `${glyphs.warning} ${text.archives.stale(stale, units.number(stale))}`,
            tone: 'danger',
            isBold: true,
          },
        ],
    alarms(state),
    [nextUpload(state)],
    state.transfers.paused.length === 0
      ? []
      : [{ text: text.archives.paused(state.transfers.paused.length), tone: 'accent' }],
  ];
  return [
    dim(' '),
    ...joinWithDots(
      facts.filter((fact) => fact.length > 0),
      state.size.columns - 2,
    ),
  ];
}

/** Scheduled paths that someone should look at. */
export function alarms(state: State): Segment[] {
  const count = alarmCount(state);
  if (count === 0) return [];
  const { text } = vocabularyOf(state.language);
  return [{ text: `${glyphs.alarm} ${text.schedule.alarms(count)}`, tone: 'danger', isBold: true }];
}

function nextUpload(state: State): Segment {
  const vocabulary = vocabularyOf(state.language);
  const { text } = vocabulary;
  const next = nextDue(state);
  if (next === undefined) return dim(text.archives.nothingScheduled);
  if (next.isDue) return { text: text.archives.uploadDue, tone: 'warning' };
  return dim(text.archives.nextUpload(formatUntil(next.due, state.now, vocabulary)));
}

function refreshing({ archives, language }: State): Segment[] {
  if (!archives.isLoading || archives.all === null) return [];
  return [dim(`${vocabularyOf(language).text.archives.refreshing} `)];
}

/** A transfer in one word and a percentage, for the screens that do not draw its bar. */
function runningTransfer({ transfers, language }: State): Segment[] {
  const { running } = transfers;
  if (running === null) return [];
  const { text, units } = vocabularyOf(language);
  const { progress } = running;
  const part = progress?.totalBytes
    ? units.percent(Math.min(1, progress.doneBytes / progress.totalBytes))
    : '…';
  return [dim(`${cut(subjectOf(running.request, text), 24)} ${part} `)];
}

/** As many parts as there is room for; the first ones tell most. */
function joinWithDots(parts: readonly (readonly Segment[])[], width: number): Segment[] {
  const joined: Segment[] = [];
  for (const part of parts) {
    const next = joined.length === 0 ? part : [dim(` ${glyphs.dot} `), ...part];
    if (segmentsWidth(joined) + segmentsWidth(next) <= width) joined.push(...next);
  }
  return joined;
}
