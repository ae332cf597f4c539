import type { Client } from './client.ts';
import type { RememberedSecrets } from './rememberedSecrets.ts';
import type { Session } from './session.ts';

const load = async (): Promise<Client<Session>> => (await import('./index.ts')).client;

/** The client, loaded when something is asked of it: the screens are there before that. */
export const lateClient: Client<Session> = {
  loginToServer: async (...given) => (await load()).loginToServer(...given),
  listFiles: async (...given) => (await load()).listFiles(...given),
  uploadFile: async (...given) => (await load()).uploadFile(...given),
  downloadAndDecryptFile: async (...given) => (await load()).downloadAndDecryptFile(...given),
  showArchive: async (...given) => (await load()).showArchive(...given),
  verifyArchive: async (...given) => (await load()).verifyArchive(...given),
  deleteArchive: async (...given) => (await load()).deleteArchive(...given),
  listUnfinished: async (...given) => (await load()).listUnfinished(...given),
  discardTransfer: async (...given) => (await load()).discardTransfer(...given),
  logout: async (...given) => (await load()).logout(...given),
};

/** The remembered secrets of a home folder, loaded in the same way. */
export function lateSecretsOf(home: string): RememberedSecrets {
  const secrets = async (): Promise<RememberedSecrets> =>
    (await import('./rememberedSecrets.ts')).rememberedSecretsOf(home);
  return {
    place: async () => (await secrets()).place(),
    recall: async (...given) => (await secrets()).recall(...given),
    remember: async (...given) => (await secrets()).remember(...given),
    forget: async (...given) => (await secrets()).forget(...given),
  };
}
