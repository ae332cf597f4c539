import { type Account, isSameAccount } from '../../client/account.ts';
import type { SecretsPlace } from '../../client/rememberedSecrets.ts';
import type { EncryptionMode, LoginStage } from '../../client/types.ts';
import type { SavedProfile } from '../../config/profiles.ts';
import { type HostProblem, hostProblem, splitPeer } from './hostText.ts';
import { type TextField, textField } from './textField.ts';

export const loginFields = ['host', 'port', 'username', 'password', 'passphrase'] as const;
export type LoginField = (typeof loginFields)[number];

/** The places of the form in the order of Tab. */
const loginOrder = [...loginFields, 'remember', 'remember-password', 'connect', 'certificates'] as const;
export type LoginPlace = (typeof loginOrder)[number];

export type LoginProblem = 'missing' | 'not-a-port' | HostProblem;

/** State of the files in `certs/`. */
export type CertificateState =
  | { readonly kind: 'valid'; readonly days: number; readonly isKeyEncrypted: boolean }
  | { readonly kind: 'expired' | 'not-yet-valid'; readonly date: Date }
  /** PKCS#12, which is opened at login. */
  | { readonly kind: 'in-key-store'; readonly path: string }
  /** No certificate, but a request for one: `path` is that of the request. */
  | { readonly kind: 'requested'; readonly path: string }
  /** `incomplete`: the certificate is there, but not the key or the authority. */
  | { readonly kind: 'missing' | 'incomplete' | 'unusable'; readonly path: string };

/** What the memory holds for an account. The secrets themselves never come to the screens. */
export interface KnownSecrets {
  readonly account: Account;
  /** `refused`: the server does not accept the password that is kept. */
  readonly password: 'none' | 'kept' | 'refused';
  readonly hasPassphrase: boolean;
}

/** Good news, told where errors are. */
export type LoginNotice =
  | { readonly kind: 'imported'; readonly path: string }
  | { readonly kind: 'requested'; readonly path: string };

export interface LoginState {
  readonly fields: Readonly<Record<LoginField, TextField>>;
  readonly remember: boolean;
  readonly rememberPassword: boolean;
  /** The profile that is being filled in; null for the one without a name. */
  readonly profile: string | null;
  readonly profiles: readonly SavedProfile[];
  /** Who seals what is uploaded, as the profile says. */
  readonly mode: EncryptionMode;
  /** Null until the memory was asked about an account. */
  readonly known: KnownSecrets | null;
  /** Where a password would be kept: null for nowhere, undefined until that is known. */
  readonly secretsPlace: SecretsPlace | null | undefined;
  readonly focus: LoginPlace;
  /** Fields that were left or submitted: only these are told to be empty. */
  readonly visited: readonly LoginField[];
  readonly isRevealed: boolean;
  /** The stage reached; null while no connection is being made. */
  readonly stage: LoginStage | null;
  readonly error: unknown;
  readonly notice: LoginNotice | null;
  /** Null until it was looked at. */
  readonly certificate: CertificateState | null;
}

/** The places that there are now: a password is only remembered where there is a place for it. */
export function placesOf(login: LoginState): readonly LoginPlace[] {
  return loginOrder.filter((place) => {
    if (place === 'remember-password') return login.secretsPlace !== null && login.secretsPlace !== undefined;
    return place !== 'certificates' || needsCertificate(login);
  });
}

/** True where no connection can succeed before a certificate is brought in. */
export function needsCertificate({ certificate }: LoginState): boolean {
  const { kind } = certificate ?? { kind: 'valid' };
  return kind !== 'valid' && kind !== 'not-yet-valid' && kind !== 'in-key-store';
}

/** What is wrong with a field, whether or not it is time to say so. */
export function problemOf(login: LoginState, name: LoginField): LoginProblem | null {
  const value = login.fields[name].value;
  if (name === 'passphrase') return null;
  if (name === 'password') return value === '' && !hasKeptPassword(login) ? 'missing' : null;
  const trimmed = value.trim();
  if (trimmed === '') return 'missing';
  if (name === 'host') return hostProblem(trimmed);
  if (name === 'port') return isPort(trimmed) ? null : 'not-a-port';
  return null;
}

/** What to say about a field now: a wrong value at once, a missing one once the user has been there. */
export function shownProblemOf(login: LoginState, name: LoginField): LoginProblem | null {
  const problem = problemOf(login, name);
  return problem === 'missing' && !login.visited.includes(name) ? null : problem;
}

/** Whom the form names; null while it does not name anybody. */
export function accountOf({ fields: { host, port, username } }: LoginState): Account | null {
  const isWhole = host.value.trim() !== '' && username.value.trim() !== '' && isPort(port.value.trim());
  if (!isWhole) return null;
  return { host: host.value.trim(), port: Number(port.value.trim()), username: username.value.trim() };
}

/** What the memory holds for whom the form names. */
export function knownSecretsOf(login: LoginState): KnownSecrets | null {
  const account = accountOf(login);
  const { known } = login;
  return account !== null && known !== null && isSameAccount(known.account, account) ? known : null;
}

/** True where an empty password means the one that is kept. */
export function hasKeptPassword(login: LoginState): boolean {
  return knownSecretsOf(login)?.password === 'kept';
}

export function hasPassphraseOfItsOwn(login: LoginState): boolean {
  const { passphrase, password } = login.fields;
  if (passphrase.value === '') return knownSecretsOf(login)?.hasPassphrase ?? false;
  return passphrase.value !== password.value;
}

/** What was typed; null for what was left empty. */
export function typedSecretsOf({ fields: { password, passphrase } }: LoginState) {
  return {
    password: password.value === '' ? null : password.value,
    passphrase: passphrase.value === '' ? null : passphrase.value,
  };
}

/** `host:port` in the field of the server goes into the two fields that it is for. */
export function withPeerApart(login: LoginState): LoginState {
  const peer = splitPeer(login.fields.host.value);
  if (peer === null) return login;
  const port = peer.port === null ? login.fields.port : textField(peer.port);
  return { ...login, fields: { ...login.fields, host: textField(peer.host), port } };
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535;
}
