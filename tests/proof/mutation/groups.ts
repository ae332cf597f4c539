export type Room = 'net/http' | 'schedule' | 'crypto';

/** Sources whose mutants are tried together, and the tests that have to notice them. */
export interface MutationGroup {
  /** The room of the house that it belongs to. */
  readonly room: Room;
  /** What is mutated, relative to the root. */
  readonly sources: readonly string[];
  /** The quickest tests that cover it: no program is started, and nothing waits for long. */
  readonly tests: readonly string[];
}

/** Each leaves a report of its own, so that an interrupted run goes on where it stopped. */
export const groups: Readonly<Record<string, MutationGroup>> = {
  parser: {
    room: 'net/http',
    sources: [
      'src/net/http/responseHead.ts',
      'src/net/http/responseParser.ts',
      'src/net/http/bodyQueue.ts',
      'src/net/http/request.ts',
    ],
    tests: ['tests/unit/net/*.test.ts'],
  },
  due: {
    room: 'schedule',
    sources: [
      'src/schedule/due.ts',
      'src/schedule/rule.ts',
      'src/schedule/entries.ts',
      'src/schedule/entry.ts',
    ],
    tests: [
      'tests/schedule/due.test.ts',
      'tests/schedule/rules.test.ts',
      'tests/schedule/scheduleFile.test.ts',
    ],
  },
  retention: {
    room: 'schedule',
    sources: ['src/schedule/retention/*.ts'],
    tests: ['tests/schedule/retention.test.ts'],
  },
  keys: {
    room: 'crypto',
    sources: ['src/crypto/envelope/*.ts', 'src/crypto/floe/*.ts'],
    tests: ['tests/unit/crypto/*.test.ts', 'tests/crypto/vectors.test.ts', 'tests/crypto/rewrapping.test.ts'],
  },
  tar: {
    room: 'crypto',
    sources: ['src/crypto/tar/*.ts', 'src/crypto/zstd/*.ts'],
    tests: [
      'tests/unit/crypto/*.test.ts',
      'tests/crypto/hostileTars.test.ts',
      'tests/crypto/vectors.test.ts',
    ],
  },
  exchange: {
    room: 'net/http',
    sources: ['src/net/http/exchange.ts', 'src/net/http/exchangeClock.ts', 'src/net/http/requestSender.ts'],
    tests: [
      'tests/net/exchange.test.ts',
      'tests/net/connectionPool.test.ts',
      'tests/unit/net/exchangeClock.test.ts',
      'tests/unit/net/requestSender.test.ts',
    ],
  },
  runs: {
    room: 'schedule',
    sources: [
      'src/schedule/scheduler.ts',
      'src/schedule/scheduledRun.ts',
      'src/schedule/history.ts',
      'src/schedule/jsonSchema.ts',
      'src/schedule/fingerprints.ts',
      'src/schedule/runLock.ts',
      'src/schedule/scheduleFile.ts',
      'src/schedule/scheduleForms.ts',
    ],
    tests: [
      'tests/schedule/scheduler.test.ts',
      'tests/schedule/scheduledRun.test.ts',
      'tests/schedule/history.test.ts',
      'tests/schedule/scheduleFile.test.ts',
      'tests/schedule/rules.test.ts',
      'tests/unit/jsonSchemas.test.ts',
    ],
  },
  hooks: {
    room: 'schedule',
    sources: ['src/schedule/hooks/*.ts'],
    tests: ['tests/schedule/hookCalls.test.ts', 'tests/schedule/runObserver.test.ts'],
  },
  status: {
    room: 'schedule',
    sources: ['src/schedule/status/*.ts', 'src/schedule/units/*.ts'],
    tests: ['tests/schedule/status.test.ts', 'tests/schedule/units.test.ts'],
  },
  seal: {
    room: 'crypto',
    sources: ['src/crypto/*.ts', 'src/crypto/seal/*.ts', 'src/crypto/pack/*.ts'],
    tests: [
      'tests/unit/crypto/*.test.ts',
      'tests/crypto/{choosing,compressibility,otherName,packing,piped,resuming,rewrapping,vectors}.test.ts',
    ],
  },
  open: {
    room: 'crypto',
    sources: ['src/crypto/open/*.ts', 'src/crypto/legacy/*.ts', 'src/crypto/restore/*.ts'],
    tests: [
      'tests/unit/crypto/*.test.ts',
      'tests/crypto/{abandonedStaging,hostileArchives,hostileTars,legacy,overwriting}.test.ts',
      'tests/crypto/{readingInPart,restoring,tampering,vectors}.test.ts',
    ],
  },
};

/** The group that the environment names, because Stryker hands nothing else of ours to Vitest. */
export function wantedGroup(): MutationGroup {
  const name = process.env['MUTATION_GROUP'] ?? '';
  const group = groups[name];
  if (!group)
    throw new Error(`MUTATION_GROUP is one of ${Object.keys(groups).join(', ')}, and not “${name}”.`);
  return group;
}
