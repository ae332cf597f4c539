import { UserError } from '../../common/errors.ts';

/**
 * The URL of the PostgreSQL database: the one given, else that of `SECURE_CLIENT_DATABASE_URL`; undefined without either. A
 * password belongs into the second: arguments are shown to everybody by `ps`.
 *
 * @throws {UserError} `usage` for another kind of URL, and for a password in an argument
 */
export function databaseUrlOf(
  given: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const text = given ?? (environment['SECURE_CLIENT_DATABASE_URL'] || undefined);
  if (text === undefined) return undefined;
  const url = URL.parse(text);
  if (url === null || !['postgres:', 'postgresql:'].includes(url.protocol)) {
    throw new UserError('usage', { problem: 'database-url' });
  }
  const hasPassword = url.password !== '' || url.searchParams.has('password');
  if (given !== undefined && hasPassword) throw new UserError('usage', { problem: 'database-password' });
  return text;
}

/** The URL as it may be shown: without what is secret in it. */
export function shownDatabaseUrl(text: string): string {
  const url = new URL(text);
  url.password = '';
  url.search = '';
  return url.href;
}
