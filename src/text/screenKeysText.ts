/** What one command is called, in two or three words, and what it does, in one sentence. */
export interface CommandText {
  readonly label: string;
  readonly description: string;
}

/** Everything a user can do with a key, but for typing into a field. */
export type CommandId =
  // moving
  | 'up'
  | 'down'
  | 'page-up'
  | 'page-down'
  | 'first'
  | 'last'
  // archives
  | 'browse'
  | 'menu'
  | 'upload'
  | 'download'
  | 'verify'
  | 'delete'
  | 'transfers'
  | 'mark-archive'
  | 'mark-all'
  | 'sort'
  | 'reverse'
  | 'schedule'
  | 'refresh'
  | 'copy'
  | 'copy-command'
  | 'filter'
  | 'clear-filter'
  | 'warnings'
  | 'cancel-transfer'
  | 'dismiss'
  | 'help'
  | 'quit'
  // transfers
  | 'pause-transfer'
  | 'resume-transfer'
  | 'retry-transfer'
  | 'give-up-transfer'
  | 'remove-transfer'
  | 'transfer-warnings'
  | 'clear-transfers'
  // filter, menus and questions
  | 'accept-filter'
  | 'drop-filter'
  | 'choose-item'
  | 'yes'
  | 'no'
  | 'close'
  | 'accept-destination'
  | 'accept-upload'
  // inside an archive
  | 'restore'
  // file picker
  | 'open'
  | 'parent-folder'
  | 'home-folder'
  | 'show-hidden'
  | 'sort-files'
  | 'label'
  | 'mark'
  | 'choose'
  | 'back'
  // schedule
  | 'add-path'
  | 'remove-path'
  | 'edit-path'
  | 'pause-path'
  | 'run-path'
  | 'history'
  | 'all-runs'
  | 'next-setting'
  | 'previous-setting'
  | 'change-setting'
  | 'accept-entry'
  // login
  | 'next-field'
  | 'previous-field'
  | 'submit'
  | 'toggle-remember'
  | 'profiles'
  | 'certificates'
  | 'submit-form'
  | 'reveal'
  | 'cancel-connect'
  // everywhere
  | 'language'
  | 'theme'
  | 'redraw'
  | 'suspend'
  | 'interrupt';

export type CommandTexts = Readonly<Record<CommandId, CommandText>>;
