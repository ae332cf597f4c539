/** One account on one server. */
export interface Account {
  readonly host: string;
  readonly port: number;
  readonly username: string;
}

export function isSameAccount(one: Account, other: Account): boolean {
  return one.host === other.host && one.port === other.port && one.username === other.username;
}
