import { resolve } from 'node:path';
import { soonDays } from '../../client/expiry.ts';
import type { FormKind } from '../../text/loginText.ts';
import { type FormDialog, formValue, openForm } from './formState.ts';
import { accountOf, type CertificateState, type LoginNotice } from './loginState.ts';
import type { Message } from './messages.ts';
import type { Places, State } from './model.ts';
import { withHome } from './pastedPaths.ts';
import { ask } from './questions.ts';
import { type Step, step } from './step.ts';
import { submitLogin } from './submitLogin.ts';

type CertificateMessage = Extract<
  Message,
  { type: 'certificate-inspected' | 'certificate-imported' | 'certificate-requested' | 'form-failed' }
>;

/** Getting a certificate: what effects report. */
export function reduceCertificate(state: State, message: CertificateMessage): Step {
  const { login, dialog } = state;
  switch (message.type) {
    case 'certificate-inspected':
      return step({ ...state, login: { ...login, certificate: message.certificate } });
    case 'form-failed':
      return step(
        dialog?.kind === 'form'
          ? { ...state, dialog: { ...dialog, isBusy: false, error: message.error } }
          : state,
      );
    case 'certificate-imported':
      return told(state, { kind: 'imported', path: message.path });
    case 'certificate-requested':
      return told(state, { kind: 'requested', path: message.path });
  }
}

/** With a key of its own this machine may have a place for passwords now. */
function told(state: State, notice: LoginNotice): Step {
  const login = { ...state.login, notice, error: null };
  return step(
    { ...state, dialog: null, login },
    { type: 'inspect-certificate' },
    { type: 'look-up-secrets', account: accountOf(login) },
  );
}

/** Asks how to get a certificate. */
export function askForCertificate(state: State): State {
  return ask(state, { about: 'certificate', canTryDemo: state.login.certificate?.kind === 'missing' });
}

export function openCertificateForm(state: State, form: FormKind): State {
  const filled = form === 'request-certificate' ? { name: state.login.fields.username.value.trim() } : {};
  return { ...state, dialog: openForm(form, filled) };
}

/** Does what a form that is filled in asks for; where something is missing, the cursor goes there. */
export function submitForm(state: State, dialog: FormDialog): Step {
  const [needed] = dialog.fields;
  if (needed === undefined || formValue(dialog, needed.name) === '')
    return step({ ...state, dialog: { ...dialog, focus: 0 } });
  if (dialog.form === 'key-passphrase')
    return submitLogin(state, { keyPassphrase: formValue(dialog, 'passphrase') });
  const busy: State = { ...state, dialog: { ...dialog, isBusy: true, error: null } };
  if (dialog.form === 'request-certificate') {
    return step(busy, { type: 'request-certificate', name: formValue(dialog, 'name') });
  }
  return step(busy, {
    type: 'import-certificate',
    path: pathOf(state.places, formValue(dialog, 'certificate')),
    keyPath: optionalPath(state.places, formValue(dialog, 'key')),
    authorityPath: optionalPath(state.places, formValue(dialog, 'authority')),
    passphrase: formValue(dialog, 'passphrase'),
    replace: isWorthReplacing(state.login.certificate),
  });
}

/** A path as typed, `~` being the user's home folder. */
export function pathOf({ userHome, workingFolder }: Places, typed: string): string {
  return resolve(workingFolder, withHome(typed, userHome));
}

function optionalPath(places: Places, typed: string): string | null {
  return typed === '' ? null : pathOf(places, typed);
}

/** A good certificate, or a key that waits for one, is never replaced in passing. */
function isWorthReplacing(certificate: CertificateState | null): boolean {
  if (certificate?.kind === 'valid') return certificate.days < soonDays;
  return certificate?.kind === 'expired' || certificate?.kind === 'unusable';
}
