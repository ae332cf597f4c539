import type { ConfigText } from '../configText.ts';

export const configInEnglish: ConfigText = {
  set: (key, value) => `${key} is now ${value}`,
  unset: (key) => `${key} is no longer set.`,
  wasNotSet: (key) => `${key} was not set.`,
  dropped: (keys) => `No longer set either, because it was said of the server before: ${keys.join(', ')}.`,
  usual: '(default)',
  oldPassword:
    'A password of an earlier version is here in the clear. secure-client login --remember-password keeps it safely; config unset password takes it away.',
  edited: (path) => `Changed ${path}`,
  unchanged: (path) => `${path} is unchanged.`,
  editAgain: 'Edit again? [y/N] ',
};
