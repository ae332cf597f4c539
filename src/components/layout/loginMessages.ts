import type { LoginStage } from '../../client/types.ts';
import { describeError } from '../../text/describeError.ts';
import type { Vocabulary } from '../../text/screens.ts';
import { type CertificateState, hasPassphraseOfItsOwn } from '../state/loginState.ts';
import type { State } from '../state/model.ts';
import { glyphs } from '../theme.ts';
import { blankLine, dim, type LineData, line, type Segment } from './segments.ts';
import { cutStart, wrap } from './text.ts';

/** The state of the certificate, and what the passphrase protects from. */
export function adviceLines(state: State, { text, ...vocabulary }: Vocabulary, width: number): LineData[] {
  const { certificate } = state.login;
  const note = hasPassphraseOfItsOwn(state.login)
    ? []
    : wrap(`${glyphs.dot} ${text.login.passphraseIsPassword}`, width);
  return [
    certificate === null ? blankLine : certificateLine(certificate, width, { text, ...vocabulary }),
    ...note.map((sentence) => ({ segments: [dim(`  ${sentence}`)] })),
  ];
}

function certificateLine(
  certificate: CertificateState,
  width: number,
  { text, units }: Vocabulary,
): LineData {
  const say = text.login.certificate;
  switch (certificate.kind) {
    case 'valid':
      return { segments: [{ text: `  ${glyphs.done} `, tone: 'success' }, dim(say.valid(certificate.days))] };
    case 'expired':
      return warning(say.expired(units.date(certificate.date)));
    case 'not-yet-valid':
      return warning(say.notYetValid(units.date(certificate.date)));
    case 'missing':
      return warning(say.missing(cutStart(certificate.path, width - say.missing('').length - 2)));
    case 'unusable':
      return warning(say.unusable(cutStart(certificate.path, width - say.unusable('').length - 2)));
  }
}

function warning(text: string): LineData {
  return line(`  ${glyphs.warning} ${text}`, { tone: 'danger', isBold: true });
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

/** What went wrong, and what to do. */
export function errorLines(state: State, width: number): LineData[] {
  const { login, language, dialog } = state;
  // A question that came of the error tells it.
  if (login.error === null || dialog !== null) return [];
  const { message, next } = describeError(login.error, language);
  return [
    ...wrap(`${glyphs.warning} ${message}`, width).map((text) =>
      line(`  ${text}`, { tone: 'danger', isBold: true }),
    ),
    ...wrap(`${glyphs.next} ${next}`, width).map((text) => line(`  ${text}`)),
  ];
}
