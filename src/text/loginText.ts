import type { SecretsPlace } from '../client/rememberedSecrets.ts';
import type { LoginStage } from '../client/types.ts';

type Field = 'host' | 'port' | 'username' | 'password' | 'passphrase';
type Problem = 'missing' | 'not-a-host' | 'host-with-scheme' | 'host-with-port' | 'not-a-port';

/** What the login screen and its dialogs say. */
export interface LoginText {
  readonly title: string;
  readonly fields: Readonly<Record<Field, string>>;
  readonly passphraseHint: string;
  readonly keptHint: string;
  readonly hostHint: string;
  readonly profile: string;
  readonly profileWithoutName: string;
  readonly profileChoice: (count: string, key: string) => string;
  readonly profilesTitle: string;
  readonly remember: string;
  readonly rememberPassword: Readonly<Record<SecretsPlace | 'nowhere' | 'unknown', string>>;
  readonly connect: string;
  readonly getCertificate: string;
  readonly connectingTo: (peer: string) => string;
  readonly stages: Readonly<Record<LoginStage, string>>;
  /** Beside the field, in at most 16 columns. */
  readonly problems: Readonly<Record<Problem, string>>;
  /** The same in a sentence. */
  readonly problemSentences: Readonly<Record<Problem, (field: string) => string>>;
  readonly passphraseIsPassword: string;
  readonly certificate: {
    readonly valid: (days: number, isKeyEncrypted: boolean) => string;
    readonly endsSoon: (days: number, isKeyEncrypted: boolean) => string;
    readonly inKeyStore: string;
    readonly expired: (date: string) => string;
    readonly notYetValid: (date: string) => string;
    readonly missing: (path: string) => string;
    readonly requested: (path: string) => string;
    readonly incomplete: (path: string) => string;
    readonly unusable: (path: string) => string;
  };
  readonly imported: (path: string) => string;
  readonly requested: (path: string) => readonly [done: string, next: string];
  readonly setUp: { readonly title: string; readonly body: string };
  readonly forms: Readonly<Record<FormKind, { readonly title: string; readonly note: string }>>;
  readonly formFields: Readonly<Record<FormFieldName, string>>;
  readonly formHints: Readonly<Partial<Record<FormFieldName, string>>>;
  readonly working: string;
}

export type FormKind = 'import-certificate' | 'request-certificate' | 'key-passphrase';

export type FormFieldName = 'certificate' | 'key' | 'authority' | 'passphrase' | 'name';
