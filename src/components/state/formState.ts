import type { FormFieldName, FormKind } from '../../text/loginText.ts';
import { clamp } from './listPosition.ts';
import type { State } from './model.ts';
import { type TextField, textField } from './textField.ts';

/** Fields that lie over the login screen and are filled in together. */
export interface FormDialog {
  readonly kind: 'form';
  readonly form: FormKind;
  readonly fields: readonly FormField[];
  /** Index of the field with the cursor. */
  readonly focus: number;
  readonly isRevealed: boolean;
  /** True while what was filled in is being worked on. */
  readonly isBusy: boolean;
  readonly error: unknown;
}

export interface FormField {
  readonly name: FormFieldName;
  readonly field: TextField;
}

const fieldsOf: Readonly<Record<FormKind, readonly FormFieldName[]>> = {
  'import-certificate': ['certificate', 'key', 'authority', 'passphrase'],
  'request-certificate': ['name'],
  'key-passphrase': ['passphrase'],
};

/** @param filled what is known already */
export function openForm(form: FormKind, filled: Partial<Record<FormFieldName, string>> = {}): FormDialog {
  const fields = fieldsOf[form].map((name) => ({ name, field: textField(filled[name] ?? '') }));
  return { kind: 'form', form, fields, focus: 0, isRevealed: false, isBusy: false, error: null };
}

/** What was typed into a field, without spaces around it; secrets as they are. */
export function formValue({ fields }: FormDialog, name: FormFieldName): string {
  const value = fields.find((candidate) => candidate.name === name)?.field.value ?? '';
  return isSecret(name) ? value : value.trim();
}

export function isSecret(name: FormFieldName): boolean {
  return name === 'passphrase';
}

export function isLastField({ fields, focus }: FormDialog): boolean {
  return focus === fields.length - 1;
}

export function moveFormFocus(dialog: FormDialog, places: number): FormDialog {
  return { ...dialog, focus: clamp(dialog.focus + places, 0, dialog.fields.length - 1) };
}

/** The form on top, or null. */
export function formOf({ dialog }: State): FormDialog | null {
  return dialog?.kind === 'form' ? dialog : null;
}
