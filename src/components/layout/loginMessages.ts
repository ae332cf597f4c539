import { soonDays } from '../../client/expiry.ts';
import type { LoginStage } from '../../client/types.ts';
import { describeError } from '../../text/describeError.ts';
import type { Vocabulary } from '../../text/screens.ts';
import {
  type CertificateState,
  hasPassphraseOfItsOwn,
  loginFields,
  shownProblemOf,
} from '../state/loginState.ts';
import type { State } from '../state/model.ts';
import { glyphs } from '../theme.ts';
import { blankLine, dim, type LineData, line, type Segment } from './segments.ts';
import { cutStart, wrap } from './text.ts';

/** What the passphrase protects from, while it does not. */
export function passphraseLines(state: State, { text }: Vocabulary, width: number): LineData[] {
  if (hasPassphraseOfItsOwn(state.login)) return [];
  const told = wrap(`${glyphs.dot} ${text.login.passphraseIsPassword}`, width);
  return told.map((sentence) => ({ segments: [dim(`  ${sentence}`)] }));
}

/** The state of the certificate, in one line. */
export function certificateLine({ login }: State, width: number, { text, units }: Vocabulary): LineData {
  const { certificate } = login;
  const say = text.login.certificate;
  if (certificate === null) return blankLine;
  switch (certificate.kind) {
    case 'valid':
      return validLine(certificate, text);
    case 'in-key-store':
      return { segments: [{ text: `  ${glyphs.done} `, tone: 'success' }, dim(say.inKeyStore)] };
    case 'expired':
      return warning(say.expired(units.date(certificate.date)));
    case 'not-yet-valid':
      return warning(say.notYetValid(units.date(certificate.date)));
    case 'missing':
    case 'requested':
    case 'incomplete':
    case 'unusable': {
      const tell = say[certificate.kind];
      return warning(tell(cutStart(certificate.path, width - tell('').length - 2)));
    }
  }
}

function validLine(
  { days, isKeyEncrypted }: CertificateState & { kind: 'valid' },
  { login: { certificate: say } }: Vocabulary['text'],
): LineData {
  if (days < soonDays) return warning(say.endsSoon(days, isKeyEncrypted));
  return { segments: [{ text: `  ${glyphs.done} `, tone: 'success' }, dim(say.valid(days, isKeyEncrypted))] };
}

function warning(text: string): LineData {
  return line(`  ${glyphs.warning} ${text}`, { tone: 'danger', isBold: true });
}

/** The first thing that is wrong with what was typed, in a sentence. */
export function problemLines({ login }: State, { text }: Vocabulary, width: number): LineData[] {
  const [first] = loginFields.flatMap((name) => {
    const problem = shownProblemOf(login, name);
    return problem === null ? [] : [text.login.problemSentences[problem](text.login.fields[name])];
  });
  return first === undefined ? [] : wrap(`${glyphs.next} ${first}`, width).map((each) => line(`  ${each}`));
}

const stages: readonly LoginStage[] = ['connecting', 'handshake', 'credentials'];

/** How far the connection has come. */
export function stageLines({ login }: State, reached: LoginStage, { text }: Vocabulary): LineData[] {
  const { host, port } = login.fields;
  const marks = stages.map((stage, index): Segment => {
    const isDone = index < stages.indexOf(reached);
    if (stage === reached)
      return { text: `${glyphs.mark} ${text.login.stages[stage]}   `, tone: 'accent', isBold: true };
    return dim(`${isDone ? glyphs.done : glyphs.open} ${text.login.stages[stage]}   `);
  });
  const peer = `${host.value.trim()}:${port.value.trim()}`;
  return [line(`  ${text.login.connectingTo(peer)}`), { segments: [dim('  '), ...marks] }];
}

/** What went wrong, and what to do; else what went well. */
export function outcomeLines(state: State, { text }: Vocabulary, width: number): LineData[] {
  const { login, language, dialog } = state;
  // A question that came of the error tells it.
  if (login.error !== null && dialog !== null) return [];
  if (login.error !== null) {
    const { message, next } = describeError(login.error, language);
    return [
      ...wrap(`${glyphs.warning} ${message}`, width).map((each) =>
        line(`  ${each}`, { tone: 'danger', isBold: true }),
      ),
      ...wrap(`${glyphs.next} ${next}`, width).map((each) => line(`  ${each}`)),
    ];
  }
  if (login.notice === null) return [];
  const { kind, path } = login.notice;
  const [done, next] = kind === 'imported' ? [text.login.imported(path)] : text.login.requested(path);
  return [
    ...wrap(`${glyphs.done} ${done}`, width).map((each) => line(`  ${each}`, { tone: 'success' })),
    ...(next === undefined ? [] : wrap(`${glyphs.next} ${next}`, width).map((each) => line(`  ${each}`))),
  ];
}
