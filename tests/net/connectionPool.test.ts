import { constants } from 'node:crypto';
import { connect, createServer } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/common/errors.ts';
import { issue, issueForClient, otherAuthority } from './support/certificates.ts';
import { Chunks, get, poolFor, post, textOf } from './support/client.ts';
import { relayTo } from './support/relay.ts';
import { listen, type Script, serveTls, type TestServer } from './support/server.ts';

/** Answers whatever comes, with the number of the request. */
const answering: Script = async (visitor) => {
  for (let number = 1; ; number += 1) await visitor.answer(String(number));
};

const closingAfterEach: Script = async (visitor) => {
  await visitor.answer('once');
  visitor.socket.end();
};

/** The same, of a server that says each time that it keeps the connection. */
const keeping: Script = async (visitor) => {
  for (let number = 1; ; number += 1) {
    await visitor.request();
    await visitor.send(`HTTP/1.1 200 OK↵Connection: Keep-Alive↵Content-Length: 1↵↵${number}`);
  }
};

function closingAt(request: number): Script {
  return async (visitor) => {
    for (let number = 1; number < request; number += 1) await visitor.answer(String(number));
    await visitor.request();
    // Later than the session that ends the handshake.
    await setImmediate();
    visitor.socket.destroy();
  };
}

/** Runs a script, and tells when its connection is gone. */
function watched(script: Script): { script: Script; gone: Promise<void> } {
  const gone = Promise.withResolvers<void>();
  return {
    script: async (visitor) => {
      visitor.gone.then(gone.resolve);
      await script(visitor);
    },
    gone: gone.promise,
  };
}

function small({ peer }: TestServer) {
  const body = new Chunks(1, 10);
  return post(peer, body, body.length);
}

describe('a connection that is idle', () => {
  it('serves the next GET', async () => {
    const server = await serveTls([answering]);
    const pool = await poolFor(server);
    expect(await textOf(await pool.send(get(server.peer)))).toBe('1');
    expect(await textOf(await pool.send(get(server.peer)))).toBe('2');
    expect(server.connections()).toBe(1);
  });

  it('serves the next GET though the body before was not read', async () => {
    const server = await serveTls([answering]);
    const pool = await poolFor(server);
    const { body } = await pool.send(get(server.peer));
    expect((await body.next()).done).toBe(false);
    await body.return?.();
    expect(await textOf(await pool.send(get(server.peer)))).toBe('2');
    expect(server.connections()).toBe(1);
  });

  it('is replaced when the server closes after each response without saying so', async () => {
    const first = watched(closingAfterEach);
    const server = await serveTls([first.script, closingAfterEach]);
    const pool = await poolFor(server);
    expect(await textOf(await pool.send(get(server.peer)))).toBe('once');
    await first.gone;
    expect(await textOf(await pool.send(get(server.peer)))).toBe('once');
    expect(server.connections()).toBe(2);
  });

  it('is replaced, and the GET repeated, when the server closes instead of answering', async () => {
    const server = await serveTls([closingAt(2), answering]);
    const pool = await poolFor(server);
    await textOf(await pool.send(get(server.peer)));
    expect(await textOf(await pool.send(get(server.peer)))).toBe('1');
    expect(server.connections()).toBe(2);
  });

  it('is replaced once only', async () => {
    const server = await serveTls([closingAt(2), closingAt(1)]);
    const pool = await poolFor(server);
    await textOf(await pool.send(get(server.peer)));
    await expect(pool.send(get(server.peer))).rejects.toMatchObject({ code: 'connection-lost' });
    expect(server.connections()).toBe(2);
  });

  it('is not replaced when it fails in another way', async () => {
    const server = await serveTls([
      async (visitor) => {
        await visitor.answer('1');
        await visitor.request();
        await visitor.send('nonsense↵');
      },
      answering,
    ]);
    const pool = await poolFor(server);
    await textOf(await pool.send(get(server.peer)));
    await expect(pool.send(get(server.peer))).rejects.toMatchObject({ code: 'server-misbehaved' });
    expect(server.connections()).toBe(1);
  });

  it('is closed when the server says what nobody asked for', async () => {
    const first = watched(async (visitor) => {
      await visitor.answer('1');
      await visitor.send('HTTP/1.1 408 Request Timeout↵Content-Length: 0↵↵');
      await visitor.gone;
    });
    const server = await serveTls([first.script, answering]);
    const pool = await poolFor(server);
    await textOf(await pool.send(get(server.peer)));
    await first.gone;
    expect((await pool.send(get(server.peer))).head.status).toBe(200);
    expect(server.connections()).toBe(2);
  });

  it('is closed when more than the answer has arrived before the next question', async () => {
    const first: Script = async (visitor) => {
      await visitor.request();
      relay.hold(8000);
      for (const body of ['honest'.padEnd(4000), 'poison'.padEnd(4000)]) {
        await visitor.send(`HTTP/1.1 200 OK↵Content-Length: ${body.length}↵↵${body}`);
      }
      await visitor.gone;
    };
    const server = await serveTls([first, answering]);
    const relay = await relayTo(server);
    const pool = await poolFor(relay);
    expect(await textOf(await pool.send(get(relay.peer)))).toMatch(/^honest/);
    expect(await textOf(await pool.send(get(relay.peer)))).toBe('1');
    expect(server.connections()).toBe(2);
  });

  it('is closed when nobody uses it for a while', async () => {
    const first = watched(answering);
    const server = await serveTls([first.script, answering]);
    const pool = await poolFor(server, { keep: 20 });
    await textOf(await pool.send(get(server.peer)));
    await first.gone;
    expect(await textOf(await pool.send(get(server.peer)))).toBe('1');
  });

  it('is closed when two others are idle', async () => {
    const all = [watched(answering), watched(answering), watched(answering)];
    const server = await serveTls(all.map(({ script }) => script));
    const pool = await poolFor(server);
    const responses = await Promise.all(all.map(() => pool.send(get(server.peer))));
    for (const response of responses) await textOf(response);
    await Promise.race(all.map(({ gone }) => gone));
    await Promise.all([pool.send(get(server.peer)), pool.send(get(server.peer))]);
    expect(server.connections()).toBe(3);
  });

  it('is left out when the request was aborted before', async () => {
    const server = await serveTls([answering]);
    const pool = await poolFor(server);
    await textOf(await pool.send(get(server.peer)));
    const signal = AbortSignal.abort();
    await expect(pool.send(get(server.peer, { signal }))).rejects.toMatchObject({ name: 'AbortError' });
    expect(await textOf(await pool.send(get(server.peer)))).toBe('1');
  });
});

describe('a POST', () => {
  it('is never repeated', async () => {
    const server = await serveTls([closingAt(1)]);
    const pool = await poolFor(server);
    const request = small(server);
    await expect(pool.send(request)).rejects.toMatchObject({ code: 'connection-lost', facts: server.peer });
    expect(server.connections()).toBe(1);
  });

  it('goes over a connection that was in use a moment ago, and that the server says it keeps', async () => {
    const server = await serveTls([keeping]);
    const pool = await poolFor(server);
    await textOf(await pool.send(get(server.peer)));
    expect((await pool.send(small(server))).head.status).toBe(200);
    expect(server.connections()).toBe(1);
  });

  it('gets a connection of its own from a server that closes after each response without saying so', async () => {
    const server = await serveTls([closingAt(2), answering]);
    const pool = await poolFor(server);
    await textOf(await pool.send(get(server.peer)));
    expect(await textOf(await pool.send(small(server)))).toBe('1');
    expect(server.connections()).toBe(2);
  });

  it('is not repeated on another connection when that one turns out to be closed', async () => {
    const forgetful: Script = async (visitor) => {
      await visitor.request();
      await visitor.send('HTTP/1.1 200 OK↵Connection: keep-alive↵Content-Length: 1↵↵1');
      await visitor.request();
      visitor.socket.destroy();
    };
    const server = await serveTls([forgetful, answering]);
    const pool = await poolFor(server);
    await textOf(await pool.send(get(server.peer)));
    await expect(pool.send(small(server))).rejects.toMatchObject({ code: 'connection-lost' });
    expect(server.connections()).toBe(1);
  });

  it('gets a connection of its own when the idle one may be closed any moment', async () => {
    const server = await serveTls([keeping, answering]);
    const pool = await poolFor(server, { fresh: -1 });
    await textOf(await pool.send(get(server.peer)));
    await pool.send(small(server));
    expect(server.connections()).toBe(2);
  });
});

describe('a server that refuses our certificate', () => {
  it('in TLS 1.3 says so after the handshake, by closing', async () => {
    const server = await serveTls([answering]);
    const pool = await poolFor(server, { identity: await issueForClient(otherAuthority) });
    await expect(pool.send(small(server))).rejects.toMatchObject({
      code: 'client-certificate-refused',
      facts: server.peer,
    });
    expect(server.connections()).toBe(0);
  });

  it('is not suspected when it gave out a session before it closed', async () => {
    const server = await serveTls([closingAt(1)]);
    const pool = await poolFor(server);
    await expect(pool.send(get(server.peer))).rejects.toMatchObject({ code: 'connection-lost' });
  });

  it('is not suspected when it closes within an answer', async () => {
    const server = await serveTls([
      async (visitor) => {
        await visitor.request();
        visitor.socket.end('HTTP/1.1 2');
      },
    ]);
    const pool = await poolFor(server);
    await expect(pool.send(get(server.peer))).rejects.toMatchObject({ code: 'connection-lost' });
  });

  it('is not suspected in TLS 1.2, where it would have done so before', async () => {
    const server = await serveTls([closingAt(1)], { maxVersion: 'TLSv1.2' });
    const pool = await poolFor(server);
    await expect(pool.send(get(server.peer))).rejects.toMatchObject({ code: 'connection-lost' });
    expect(pool.tlsProtocol).toBe('TLSv1.2');
  });
});

describe('a TLS session', () => {
  it.each(['TLSv1.3', 'TLSv1.2'] as const)('of %s is resumed by the next connection', async (maxVersion) => {
    const resumed: boolean[] = [];
    const server = await serveTls(
      [
        async (visitor) => {
          resumed.push(visitor.socket.isSessionReused());
          await answering(visitor);
        },
      ],
      { maxVersion },
    );
    const pool = await poolFor(server, { fresh: -1 });
    for (const _ of [1, 2, 3]) await textOf(await pool.send(small(server)));
    expect(resumed).toEqual([false, true, true]);
    expect(pool.tlsProtocol).toBe(maxVersion);
  });

  it('is given up when the server breaks off instead of resuming it', async () => {
    const handshakes: string[] = [];
    const tls = await serveTls([answering]);
    const proxy = createServer((socket) => {
      handshakes.push('begun');
      if (handshakes.length === 2) socket.destroy();
      else socket.pipe(connect(tls.peer)).pipe(socket);
    });
    const pool = await poolFor({ peer: await listen(proxy) }, { fresh: -1 });
    await textOf(await pool.send(small(tls)));
    expect(await textOf(await pool.send(small(tls)))).toBe('1');
    expect(handshakes).toHaveLength(3);
  });
});

describe('a pool that is closed', () => {
  it('closes idle connections', async () => {
    const first = watched(answering);
    const server = await serveTls([first.script]);
    const pool = await poolFor(server);
    await textOf(await pool.send(get(server.peer)));
    pool.close();
    await first.gone;
  });

  it('ends what is in transfer', async () => {
    const server = await serveTls([
      async (visitor) => {
        await visitor.request();
        await visitor.send('HTTP/1.1 200 OK↵Content-Length: 9↵↵hello');
      },
    ]);
    const pool = await poolFor(server);
    const response = await pool.send(get(server.peer));
    pool.close();
    await expect(textOf(response)).rejects.toMatchObject({ code: 'connection-lost' });
  });

  it('ends what is being connected', async () => {
    const server = await serveTls([answering]);
    const pool = await poolFor(server);
    const onStage = (stage: string) => {
      if (stage === 'handshake') pool.close();
    };
    const sending = pool.send(get(server.peer, { onStage }));
    await expect(sending).rejects.toMatchObject({ code: 'connection-lost' });
  });
});

describe('the process', () => {
  it('is told of no unhandled rejection, whatever breaks while a body is sent', async () => {
    const unhandled: unknown[] = [];
    const note = (error: unknown) => unhandled.push(error);
    process.on('unhandledRejection', note);
    const server = await serveTls([
      async (visitor) => {
        await visitor.take('\r\n\r\n');
        await setImmediate();
        visitor.reset();
      },
    ]);
    const pool = await poolFor(server);
    const release = Promise.withResolvers<void>();
    async function* late(): AsyncGenerator<Buffer> {
      yield Buffer.alloc(50_000);
      await release.promise;
      throw new Error('too late to matter');
    }
    await expect(pool.send(post(server.peer, late(), 100_000))).rejects.toMatchObject({
      code: 'connection-lost',
    });
    release.resolve();
    await setImmediate();
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });
});

describe('the check of the server', () => {
  const noTickets = { secureOptions: constants.SSL_OP_NO_TICKET, maxVersion: 'TLSv1.2' } as const;

  it('sees the certificate of every new connection that resumes no session', async () => {
    const seen: string[] = [];
    const server = await serveTls([closingAfterEach], noTickets);
    const pool = await poolFor(server, { checkServer: ({ subject }) => seen.push(subject) });
    await textOf(await pool.send(get(server.peer)));
    await textOf(await pool.send(get(server.peer)));
    expect(seen).toEqual(['CN=localhost', 'CN=localhost']);
  });

  it('ends a later connection before anything is sent over it', async () => {
    const asked: string[] = [];
    const script: Script = async (visitor) => void asked.push((await visitor.request()).head);
    const server = await serveTls([closingAfterEach, script], noTickets);
    let connections = 0;
    const refusal = new UserError('session-ended', {});
    const checkServer = () => {
      connections += 1;
      if (connections > 1) throw refusal;
    };
    const pool = await poolFor(server, { checkServer });
    await textOf(await pool.send(get(server.peer)));
    await expect(pool.send(small(server))).rejects.toBe(refusal);
    expect(asked).toEqual([]);
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'is not got round by resuming a refused session: %s',
    async (maxVersion) => {
      const server = await serveTls([answering], { maxVersion });
      const refusal = new UserError('session-ended', {});
      const checkServer = () => {
        throw refusal;
      };
      const pool = await poolFor(server, { checkServer });
      for (const _ of [1, 2]) await expect(pool.send(small(server))).rejects.toBe(refusal);
    },
  );

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'is not got round by a wrong name either: %s',
    async (maxVersion) => {
      const identity = await issue({ dnsNames: ['elsewhere.example'] });
      const server = await serveTls([answering], { ...identity, maxVersion });
      const pool = await poolFor(server);
      for (const _ of [1, 2])
        await expect(pool.send(small(server))).rejects.toMatchObject({ code: 'server-name-mismatch' });
    },
  );
});
