/** As with Git's pathspecs: what follows is a path as it stands, though it may look like a glob. */
const prefix = ':(literal)';

/** The pattern that selects a path of an archive, or what is in a folder, and nothing else. */
export function literalPattern(path: string): string {
  return prefix + path;
}

/** The path of a literal pattern; null for all others. */
export function literalPathOf(pattern: string): string | null {
  return pattern.startsWith(prefix) ? pattern.slice(prefix.length) : null;
}
