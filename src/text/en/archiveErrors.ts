import type { ErrorSentences } from '../errorSentences.ts';

/** What is said of archives that cannot be opened. */
export const archiveErrorsInEnglish = {
  'archive-name-refused': ({ name, suggestion }) => ({
    message: `This server cannot keep an archive named ${name}.`,
    next: `Choose a name of plain letters, such as ${suggestion}.`,
  }),
  'one-file-only': ({ path, found }) => ({
    message: {
      folder: `In server mode one file is sent as it is, and ${path} is a folder.`,
      'special-file': `In server mode one file is sent as it is, and ${path} is none.`,
      several: 'In server mode one file is sent as it is, and several paths were given.',
      options: 'In server mode one file is sent as it is, so a label, globs and recipients mean nothing.',
    }[found],
    next: 'Send the files one by one, or seal all of it on this machine: --mode client',
  }),
  'not-an-archive': ({ name }) => ({
    message: `${name} is not a sealed archive.`,
    next: 'Where it comes from an earlier server, which sealed by itself: --legacy opens it, unauthenticated.',
  }),
  'legacy-unreadable': ({ name }) => ({
    message: `${name} cannot be opened as a legacy archive: another password, or damaged.`,
    next: 'Give the account password that was in use when it was uploaded.',
  }),
  'archive-version-unknown': ({ name, version }) => ({
    message: `${name} is of format version ${version}, which this program does not know.`,
    next: 'Update secure-client.',
  }),
  'passphrase-or-envelope-wrong': ({ name }) => ({
    message: `${name} cannot be opened with this passphrase (or its envelope was altered).`,
    next: 'Try the passphrase that was in use when it was uploaded.',
  }),
  'archive-damaged': ({ name, reason }) => ({
    message: `${name} is damaged or was altered: ${reason}. Nothing was restored.`,
    next: 'Download it again; if it stays so, use another archive and check the server.',
  }),
  'archive-truncated': ({ name }) => ({
    message: `${name} is cut short. Nothing was restored.`,
    next: 'Download it again; if it stays so, use another archive and check the server.',
  }),
  'archive-swapped': ({ name, found }) => ({
    message: `The server sent the archive ${found} under the name ${name}. Nothing was restored.`,
    next: 'Do not trust this server until you know why.',
  }),
  'path-not-in-archive': ({ name, path }) => ({
    message: `${name} holds nothing that matches ${path}.`,
    next: 'See what is inside: secure-client show NAME',
  }),
  'server-cannot': ({ what }) => ({
    message: {
      delete: 'This server cannot remove archives.',
      rewrap: 'This server cannot change who can open an archive.',
    }[what],
    next: {
      delete: 'Ask who runs it to remove the archive; the companion server (secure-client serve) can.',
      rewrap: 'Download the archive and upload it again with the new passphrase or recipients.',
    }[what],
  }),
  'transfer-unknown': ({ id }) => ({
    message: `There is no unfinished transfer ${id}.`,
    next: 'secure-client transfers list shows what there is.',
  }),
  'archive-changed': ({ name }) => ({
    message: `${name} was changed on the server meanwhile.`,
    next: 'Look at the list again, and repeat it if that is still what you want.',
  }),
  'archive-entry-refused': ({ name, entry, reason }) => ({
    message: `${name} holds an entry that must not be restored, ${entry}: ${reason}. Nothing was restored.`,
    next: 'Find out who made this archive.',
  }),
  'key-derivation-too-costly': ({ name }) => ({
    message: `${name} asks for more memory or time to derive its key than is allowed.`,
    next: 'It was not made by this program with its usual settings; find out who made it.',
  }),
  'sources-changed-too-much': () => ({
    message: 'Too many files changed while they were read; the upload was given up.',
    next: 'Try again when the files are quieter.',
  }),
} satisfies Partial<ErrorSentences>;
