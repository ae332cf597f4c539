/** Something that must not be found, and where it may lie all the same because the documents say so. */
export interface Secret {
  readonly name: string;
  readonly bytes: Buffer;
  /** @param path relative to the folder that is searched */
  readonly belongs?: (path: string) => boolean;
}

export interface Needle {
  readonly secret: Secret;
  readonly encoding: string;
  readonly bytes: Buffer;
}

/** A secret in all the forms in which programs write texts and bytes. */
export function needlesOf(secret: Secret): Needle[] {
  const forms = new Map<string, Needle>();
  for (const [encoding, form] of [...bytesForms(secret.bytes), ...textForms(secret.bytes)]) {
    const bytes = Buffer.from(form);
    const key = bytes.toString('hex');
    if (!forms.has(key)) forms.set(key, { secret, encoding, bytes });
  }
  return [...forms.values()];
}

function bytesForms(bytes: Buffer): [string, Buffer | string][] {
  const hex = bytes.toString('hex');
  const escaped = hex.replace(/../g, '%$&');
  return [
    ['raw', bytes],
    ['hex', hex],
    ['HEX', hex.toUpperCase()],
    ['every byte percent-encoded', escaped],
    ['every byte Percent-Encoded', escaped.toUpperCase()],
    ['list of numbers', [...bytes].join(',')],
    ...[0, 1, 2].flatMap((offset): [string, string][] => [
      [`base64, at ${offset}`, base64At(bytes, offset, 'base64')],
      [`base64url, at ${offset}`, base64At(bytes, offset, 'base64url')],
    ]),
  ];
}

/** What base64 makes of the bytes, whatever is before and behind them: only characters of theirs alone. */
function base64At(bytes: Buffer, offset: number, alphabet: 'base64' | 'base64url'): string {
  const first = Math.ceil((offset * 8) / 6);
  const last = Math.floor(((offset + bytes.length) * 8) / 6);
  return Buffer.concat([Buffer.alloc(offset), bytes])
    .toString(alphabet)
    .slice(first, last);
}

function textForms(bytes: Buffer): [string, Buffer | string][] {
  const text = bytes.toString();
  if (!Buffer.from(text).equals(bytes)) return [];
  const utf16 = Buffer.from(text, 'utf16le');
  const json = JSON.stringify(text).slice(1, -1);
  return [
    ['UTF-16LE', utf16],
    ['UTF-16BE', Buffer.from(utf16).swap16()],
    ['Latin-1', Buffer.from(text, 'latin1')],
    ['JSON', json],
    ['JSON in JSON', JSON.stringify(JSON.stringify(text)).slice(3, -3)],
    ['JSON in ASCII', json.replace(/[^\0-\x7f]/g, (unit) => unitAsEscape(unit))],
    ['every unit as \\u', text.split('').map(unitAsEscape).join('')],
    ['URL', encodeURIComponent(text)],
    ['form', new URLSearchParams({ '': text }).toString().slice(1)],
    ['quoted for a shell', text.replaceAll("'", `'\\''`)],
  ];
}

function unitAsEscape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
