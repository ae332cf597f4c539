import { UserError } from '../../common/errors.ts';
import { printable } from '../../common/printable.ts';
import { peekConfig } from '../../config/config.ts';
import { expectedBy } from '../../config/expected.ts';
import { findKey, settingKeys } from '../../config/keys.ts';
import { savedProfiles } from '../../config/profiles.ts';
import { bare, type Sources } from './complete.ts';

/** What is known from `config.json`, which is only looked at: whoever presses Tab changes nothing. */
export function settingSources(home: string): Omit<Sources, 'archives'> {
  return {
    async profiles() {
      const values = savedProfiles(await peekConfig(home)).flatMap(({ name, username, host }) =>
        name === null ? [] : [{ value: name, description: printable(`${username}@${host}`) }],
      );
      return { kind: 'values', values };
    },

    async keys(profile) {
      const config = await peekConfig(home);
      if (profile !== undefined && config.profiles?.[profile] === undefined) return bare([]);
      const paths = settingKeys(config, profile).map(({ path }) => path);
      if (profile !== undefined) return bare(paths.map((path) => path.at(-1) ?? ''));
      const sections = paths.map((path) => path.slice(0, -1).join('.')).filter((section) => section !== '');
      return bare([...new Set([...paths.map((path) => path.join('.')), ...sections])]);
    },

    async values(typed, profile) {
      try {
        const expected = expectedBy(findKey(await peekConfig(home), typed, profile).schema);
        if (expected.kind === 'absolute-path') return { kind: 'files' };
        return bare(expected.kind === 'one-of' ? expected.values : []);
      } catch (error) {
        if (error instanceof UserError) return bare([]);
        throw error;
      }
    },
  };
}
