import type { DescribedError } from './describeError.ts';
import type { Language } from './language.ts';

/** Whether a version of Node.js is older than the one that is needed. Both as in `24.19.0`; the patch does not count. */
export function isNodeTooOld(found: string, needed: string): boolean {
  const [major, minor] = numbersOf(found);
  const [neededMajor, neededMinor] = numbersOf(needed);
  return major < neededMajor || (major === neededMajor && minor < neededMinor);
}

/** What is said then. Apart from the other errors, which an older Node.js could not load. */
export function nodeTooOld(language: Language, found: string, needed: string): DescribedError {
  return { code: 'node-too-old', ...sentences[language](found, needed) };
}

const sentences: Readonly<Record<Language, (found: string, needed: string) => Omit<DescribedError, 'code'>>> =
  {
    en: (found, needed) => ({
      message: `This Node.js is ${found}; secure-client needs ${needed} or newer.`,
      next: 'Install a newer Node.js, from https://nodejs.org or with a version manager (nvm install 24): it brings the cryptography that the archives need.',
    }),
    fr: (found, needed) => ({
      message: `Ce Node.js est la version ${found} ; secure-client demande la ${needed} ou plus récente.`,
      next: 'Installez un Node.js plus récent, depuis https://nodejs.org ou avec un gestionnaire de versions (nvm install 24) : il apporte la cryptographie dont les archives ont besoin.',
    }),
  };

function numbersOf(version: string): [number, number] {
  const [major, minor] = version.split('.').map(Number);
  return [major || 0, minor || 0];
}
