import { describe, expect, test } from 'vitest';
import { authority, clientIdentity } from '../net/support/certificates.ts';
import { serveTls } from '../net/support/server.ts';
import { makeHome } from '../support/clientHome.ts';
import { type Finished, runProgram } from '../support/program.ts';
import { type Attack, attacker, everything, sendBody, sendJson } from './support/hostileServer.ts';

/** Clears the screen, sets the title of the window, reverses the line, ends it, hides; the last as one byte of C1. */
const escapes = '\x1b[2J\x1b]0;owned\x07\u202e\r\n\0\u200b\x9b31m';

/** Anything that moves a cursor; line ends and what we draw ourselves excepted. */
const dangerous = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/;

/** What the program prints when it meets such a server. */
async function meet(
  attack: Attack,
  args: readonly string[],
  capabilities: object = everything,
): Promise<Finished> {
  const { peer } = await serveTls([attacker(attack, capabilities)]);
  const { cert, key } = clientIdentity;
  const config = { ...peer, username: 'ada' };
  const home = await makeHome({ cert, key, ca: authority.certificatePem, config });
  return runProgram(args, { SECURE_CLIENT_HOME: home, SECURE_CLIENT_PASSWORD: 'correct horse' });
}

const name = `${escapes}a.enc`;
const file = { name, size: 1, uploaded_at: '2026-11-22T08:00:00Z' };

interface Case {
  readonly what: string;
  readonly attack: Attack;
  readonly args: readonly string[];
  readonly capabilities?: object;
}

const cases: readonly Case[] = [
  {
    what: 'the message of a refusal',
    attack: (visitor) => sendJson(visitor, { message: escapes }, '500 Oh'),
    args: ['list'],
  },
  {
    what: 'the reason of a status line',
    attack: (visitor) => sendBody(visitor, '{}', '500 \x9b2J'),
    args: ['list'],
  },
  {
    what: 'a message that is no UTF-8',
    attack: (visitor) => visitor.send('HTTP/1.1 500 Oh↵Content-Length: 16↵↵{"message":"\x9b\xff"}'),
    args: ['list'],
  },
  {
    what: 'the name of an archive',
    attack: (visitor) => sendJson(visitor, { files: [file] }),
    args: ['list'],
  },
  {
    what: 'the name of an archive of the base level',
    attack: (visitor) => sendJson(visitor, { archives: [name] }),
    args: ['list'],
    capabilities: {},
  },
  {
    what: 'a name that was asked for',
    attack: (visitor) => sendJson(visitor, { message: 'none' }, '404 Not Found'),
    args: ['show', 'x\x1b[2J\x9b.enc'],
  },
];

describe('no byte of a server reaches the terminal that could move the cursor', () => {
  test.each(cases)('$what', async ({ attack, args, capabilities }) => {
    for (const more of ['--json', '--verbose']) {
      const { stdout, stderr } = await meet(attack, [...args, more], capabilities);
      expect(stdout + stderr).not.toBe('');
      expect(stdout + stderr).not.toMatch(dangerous);
    }
  });

  test('and the rest of it is shown', async () => {
    const attack: Attack = (visitor) => sendJson(visitor, { files: [file] });
    expect((await meet(attack, ['list'])).stdout).toContain('31ma.enc');
  });
});
