import type { Command } from 'commander';
import { z } from 'zod';
import { parseOptions } from './givenOptions.ts';
import { profileOption, withCommonOptions } from './options.ts';

/** Options of a command about settings, which may be those of one profile. */
export function withProfileOption(command: Command): Command {
  return withCommonOptions(command).option('--profile <profile>');
}

const options = z.object({ profile: profileOption.optional() });

/** The profile whose settings are meant. @throws {UserError} `usage` */
export function readProfile(command: Command): string | undefined {
  return parseOptions(options, command).profile;
}

/** A value as text: words as they are, all else as JSON. */
export function shownValue(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
