import type { CreateTarget } from './target.ts';

/** Everything that reads what others wrote. Modules are loaded when they are wanted, after the program is instrumented. */
export const targets: Readonly<Record<string, () => Promise<CreateTarget>>> = {
  'http-response': async () => (await import('./targets/httpResponse.ts')).create,
  'bounded-json': async () => (await import('./targets/boundedJson.ts')).create,
  list: async () => (await import('./targets/list.ts')).create,
  'file-content': async () => (await import('./targets/fileContent.ts')).create,
  base64: async () => (await import('./targets/base64.ts')).create,
  envelope: async () => (await import('./targets/envelope.ts')).create,
  sealed: async () => (await import('./targets/sealed.ts')).create,
  plaintext: async () => (await import('./targets/plaintext.ts')).create,
  tar: async () => (await import('./targets/tar.ts')).create,
  index: async () => (await import('./targets/archiveIndex.ts')).create,
  legacy: async () => (await import('./targets/legacy.ts')).create,
  config: async () => (await import('./targets/config.ts')).create,
  schedule: async () => (await import('./targets/schedule.ts')).create,
  keys: async () => (await import('./targets/keys.ts')).create,
  'key-store': async () => (await import('./targets/keyStore.ts')).create,
  request: async () => (await import('./targets/request.ts')).create,
};
