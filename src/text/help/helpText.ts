import type { ExitCode } from '../../common/errors.ts';
import type { Language } from '../language.ts';

/** What is told of one command. */
export interface CommandHelp {
  /** What it does, in the list of commands: no full stop, and no capital at the beginning. */
  readonly summary: string;
  /** What else there is to know, in sentences. */
  readonly description?: string;
  /** By name, where the shared sentence is not the right one. */
  readonly arguments?: Readonly<Record<string, string>>;
  /** By long flag, where the shared sentence is not the right one. */
  readonly options?: Readonly<Record<string, string>>;
  readonly examples: readonly Example[];
}

export interface Example {
  readonly does: string;
  /** As it is typed into a shell. */
  readonly command: string;
}

/** Over what is shown together. Commands and options say in which group they are. */
export type HelpHeading =
  | 'usage'
  | 'arguments'
  | 'commands'
  | 'options'
  | 'examples'
  | 'exitCodes'
  | 'environment'
  // groups of commands
  | 'archives'
  | 'schedule'
  | 'server'
  | 'program'
  // groups of options
  | 'retention'
  | 'connection'
  | 'everywhere';

/** Headings and sentences that only the manual page has. */
export interface ManualText {
  readonly title: string;
  readonly headings: Readonly<Record<ManualHeading, string>>;
  readonly description: readonly string[];
  /** At a command that takes these options too, which are explained once. */
  readonly connectionToo: string;
  readonly filesAreIn: string;
  readonly files: Readonly<Record<string, string>>;
  readonly seeAlso: string;
}
export type ManualHeading = 'name' | 'synopsis' | 'description' | 'files' | 'seeAlso';

/** Every sentence of `--help`, of completion and of the manual page. */
export interface HelpText {
  readonly headings: Readonly<Record<HelpHeading, string>>;
  readonly required: string;
  readonly repeatable: string;
  /** Between two remarks. */
  readonly separator: string;
  choices(values: readonly string[]): string;
  standard(value: string): string;
  /** What stands between angle brackets, by its name in the code. */
  readonly placeholders: Readonly<Record<string, string>>;
  /** Shared by all commands, by name. */
  readonly arguments: Readonly<Record<string, string>>;
  /** Shared by all commands, by long flag. */
  readonly options: Readonly<Record<string, string>>;
  /** By what is typed after the name of the program; the program itself by its name. */
  readonly commands: Readonly<Record<string, CommandHelp>>;
  readonly exitCodes: Readonly<Record<keyof typeof ExitCode, string>>;
  readonly environment: Readonly<Record<string, string>>;
  readonly manual: ManualText;
}

/** The same table in another language: nothing missing, nothing more, as many examples. */
export type Translation<Table> = {
  readonly [Key in keyof Table]: Table[Key] extends string ? string : Translation<Table[Key]>;
};

// Loaded one by one, and only when help is asked for: commands start without them.
const texts: Record<Language, () => Promise<HelpText>> = {
  en: async () => (await import('./en/help.ts')).helpInEnglish,
  fr: async () => (await import('./fr/help.ts')).helpInFrench,
};

export function loadHelpText(language: Language): Promise<HelpText> {
  return texts[language]();
}
