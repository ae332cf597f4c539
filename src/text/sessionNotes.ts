import type { Expiry } from '../client/expiry.ts';
import type { Language } from './language.ts';
import { createPlural } from './plural.ts';

/** What a login found out that is worth a word. */
export interface SessionFindings {
  readonly expiring: readonly Expiry[];
  /** The server shows a new certificate for the key that it had before. */
  readonly isServerRenewed: boolean;
}

interface Words {
  readonly certificates: Readonly<Record<Expiry['certificate'], string>>;
  left(days: number): string;
  expiring(list: string): string;
  readonly renewed: string;
}

const plural = { en: createPlural('en'), fr: createPlural('fr') };

const words: Record<Language, Words> = {
  en: {
    certificates: {
      client: 'our certificate',
      authority: 'the authority',
      server: "the server's certificate",
    },
    left: (days) => (days < 1 ? 'less than a day left' : `${days} ${plural.en(days, 'day', 'days')} left`),
    expiring: (list) => `Soon to expire: ${list}.`,
    renewed: 'The server shows a renewed certificate, for the same key as before.',
  },
  fr: {
    certificates: {
      client: 'notre certificat',
      authority: 'l’autorité',
      server: 'le certificat du serveur',
    },
    left: (days) => (days < 1 ? 'moins d’un jour' : `encore ${days} ${plural.fr(days, 'jour', 'jours')}`),
    expiring: (list) => `Expire bientôt : ${list}.`,
    renewed: 'Le serveur présente un certificat renouvelé, pour la même clé qu’auparavant.',
  },
};

/** One sentence for each finding; none where all is as it was. */
export function sessionNotes({ expiring, isServerRenewed }: SessionFindings, language: Language): string[] {
  const { certificates, left, expiring: sayExpiring, renewed } = words[language];
  const list = expiring.map(({ certificate, days }) => `${certificates[certificate]} (${left(days)})`);
  return [...(list.length > 0 ? [sayExpiring(list.join(', '))] : []), ...(isServerRenewed ? [renewed] : [])];
}
