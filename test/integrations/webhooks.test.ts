import { randomUUID } from 'node:crypto';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  jest,
} from '@jest/globals';
import { type DataSource } from 'typeorm';
import { Clock } from '../../src/common/clock/index.js';
import { openShop, type Shop } from '../e2e/shop.js';
import { createDataSource } from '../setup/database.js';
import { type Context, enter } from '../setup/enter.js';
import { accepting, failing, isSignedBy, Receiver, redirecting } from './webhook-receiver.js';
import {
  forgetAll,
  HookUser,
  miscounted,
  type Letter,
  type PageOf,
  passTime,
  until,
} from './webhook-shop.js';
import { WebhookDispatcher } from '../../src/modules/integrations/webhooks/webhook-dispatcher.service.js';
import { TidyWebhooksJob } from '../../src/modules/integrations/webhooks/tidy-webhooks.job.js';

const SETTINGS = { EGRESS_ALLOW: '127.0.0.0/8', WEBHOOK_TIMEOUT_MS: '1500' };

let shop: Shop;
let application: DataSource;
let ada: HookUser;
let bob: HookUser;
let receivers: Receiver[];

beforeAll(async () => {
  shop = await openShop(SETTINGS);
  application = await createDataSource(shop.database.appUrl);
});
beforeEach(async () => {
  receivers = [];
  [ada, bob] = [
    await HookUser.signIn(shop.origin, shop.owner),
    await HookUser.signIn(shop.origin, shop.owner),
  ];
});
afterEach(async () => {
  for (const each of receivers) each.stop();
  expect(await miscounted(shop.owner)).toEqual([]);
  await forgetAll(shop.owner);
});
afterAll(async () => {
  await application.destroy();
  await shop.stop();
});

async function receiver(answering = accepting): Promise<Receiver> {
  const started = await Receiver.start(answering);
  receivers.push(started);
  return started;
}

const open = async () =>
  (
    await shop.owner.query<{ count: number }[]>(
      `SELECT count(*)::int AS count FROM webhook_deliveries WHERE status = 'open'`,
    )
  )[0]?.count;

/** Nothing is on its way into a queue. */
const isHandedOn = async () =>
  (
    await shop.owner.query<unknown[]>(
      `SELECT FROM outbox WHERE handed_at IS NULL UNION ALL SELECT FROM event_deliveries`,
    )
  ).length === 0;

const HAPPENED = `INSERT INTO outbox (user_id, type, data) VALUES ($1, 'x_test.happened', $2)`;

/** As if all pauses were over. */
async function pausesEnd(): Promise<void> {
  await passTime(shop.owner);
  shop.app.get(WebhookDispatcher).wakeUp();
}

describe('a webhook', () => {
  it('shows its secret once, and keeps it nowhere in the clear', async () => {
    const { url } = await receiver();
    const made = await ada.hook(url);
    expect(made.secret).toMatch(/^whsec_/);
    const seen = JSON.stringify([
      await ada.read(made.id),
      await ada.api.send('GET', '/webhooks'),
      await ada.api.send('PATCH', `/webhooks/${made.id}`, { description: 'Books' }),
    ]);
    expect(seen).toContain('Books');
    expect(seen).not.toContain('secret":');
    const stored = await shop.owner.query(
      `SELECT c::text AS text FROM credentials c WHERE webhook_id = $1`,
      [made.id],
    );
    expect(stored).toHaveLength(1);
    const key = made.secret.slice('whsec_'.length);
    const bytes = Buffer.from(made.secret).toString('hex');
    for (const text of [JSON.stringify(stored), shop.log.join('')]) {
      expect(text).not.toContain(key);
      expect(text).not.toContain(bytes);
    }
  });

  it('gets what happens, signed as Standard Webhooks, and only what it asked for', async () => {
    const [all, some, others] = [await receiver(), await receiver(), await receiver()];
    const { secret } = await ada.hook(all.url);
    await ada.hook(some.url, ['x_test.happened', 'payment.settled']);
    await ada.hook(others.url, ['refund.paid']);
    await bob.hook(others.url);
    await ada.happen(1);
    await until(() => all.received.length === 1 && some.received.length === 1);
    await until(async () => (await open()) === 0);
    const [message] = all.received;
    if (message === undefined) throw new Error('nothing came');
    expect(isSignedBy(secret, message)).toBe(true);
    expect(message.headers['webhook-id']).toMatch(/^msg_[0-9a-f-]{36}$/);
    expect(message.headers['content-type']).toBe('application/json');
    expect(message.event).toEqual({
      type: 'x_test.happened',
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      data: { n: 1, user: ada.id },
    });
    expect(others.received).toEqual([]);
  });

  it('gets an event once its transaction is kept, and never when it is not', async () => {
    const all = await receiver();
    await ada.hook(all.url);
    await shop.owner
      .transaction(async (tx) => {
        await tx.query(HAPPENED, [ada.id, { n: 1 }]);
        throw new Error('undone');
      })
      .catch(() => undefined);
    await ada.happen(2, 3);
    await until(() => all.received.length === 2);
    expect(all.numbers).toEqual([2, 3]);
  });

  it('gets what happens from when it is made, enabled or told of more, also in a transaction under way', async () => {
    const all = await receiver();
    await ada.happen(1);
    const hook = await ada.hook(all.url, ['refund.paid']);
    await ada.happen(2);
    const change = (body: object) => ada.api.send('PATCH', `/webhooks/${hook.id}`, body);
    await shop.owner.transaction(async (tx) => {
      await tx.query(`SELECT now()`);
      await change({ events: null });
      await ada.happen(3);
      await tx.query(HAPPENED, [ada.id, { n: 4 }]);
    });
    await until(() => all.received.length === 2);
    await change({ enabled: false });
    await ada.happen(5);
    await change({ enabled: true });
    await ada.happen(6);
    await until(() => all.received.length === 3);
    expect(all.numbers.toSorted((a, b) => Number(a) - Number(b))).toEqual([3, 4, 6]);
  });

  it('is all that makes an event wait: others are done with when they are written', async () => {
    const { url } = await receiver();
    await bob.hook(url);
    const { id } = await ada.hook(url, ['x_test.happened']);
    const handedAt = async (type: string) => {
      const [row] = await shop.owner.query<{ at: Date | null }[]>(
        `INSERT INTO outbox (user_id, type, data) VALUES ($1, $2, '{}') RETURNING handed_at AS at`,
        [ada.id, type],
      );
      return row?.at;
    };
    expect(await handedAt('x_test.happened')).toBeNull();
    expect(await handedAt('x_test.other')).toEqual(expect.any(Date));
    await ada.api.send('PATCH', `/webhooks/${id}`, { enabled: false });
    expect(await handedAt('x_test.happened')).toEqual(expect.any(Date));
  });

  it('gets no event while an older one of its user is not in its queue yet', async () => {
    const [own, foreign] = [await receiver(), await receiver()];
    await ada.hook(own.url);
    await bob.hook(foreign.url);
    // As if the older one could not be put there at first.
    await shop.owner.query(
      `WITH older AS (
           INSERT INTO outbox (user_id, type, data, handed_at)
             VALUES ($1, 'x_test.happened', '{"n": 1}', now()) RETURNING id)
       INSERT INTO event_deliveries (event_id, handler, user_id, due_at)
         SELECT id, 'webhooks', $1, now() + interval '1 hour' FROM older`,
      [ada.id],
    );
    await ada.happen(2);
    await until(async () => (await open()) === 1);
    for (const n of [1, 2, 3]) {
      await bob.happen(n);
      await until(() => foreign.received.length === n);
    }
    await shop.owner.query(`UPDATE event_deliveries SET due_at = now()`);
    await until(() => own.received.length === 2);
    expect(own.numbers).toEqual([1, 2]);
  });

  it('is one of ten at the most, however many are made at once', async () => {
    const { url } = await receiver();
    const made = await Promise.allSettled(Array.from({ length: 14 }, () => ada.hook(url)));
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    await expect(ada.hook(url)).rejects.toThrow('too_many_webhooks');
    await expect(bob.hook(url)).resolves.toMatchObject({ status: 'enabled' });
    const first = await ada.api.send<PageOf<{ id: string }>>('GET', '/webhooks?limit=6');
    const rest = await ada.api.send<PageOf<{ id: string }>>(
      'GET',
      `/webhooks?limit=6&cursor=${first.nextCursor}`,
    );
    expect(new Set([...first.items, ...rest.items].map(({ id }) => id)).size).toBe(10);
    expect(rest.nextCursor).toBeNull();
  });

  it.each([
    [{ url: 'https://10.0.0.1/hook' }, 'can permit it with EGRESS_ALLOW'],
    [{ url: 'http://[::ffff:10.0.0.1]/hook' }, 'does not lead to a public address'],
    [{ url: 'http://169.254.169.254/latest/meta-data' }, 'does not lead to a public address'],
    [{ url: 'https://user:secret@example.com/' }, 'user name or password'],
    [{ url: 'https://example.com:22/' }, 'The host does not lead|ports 80, 443|No connection'],
    [{ url: 'ftp://example.com/' }, 'must be an http or https URL'],
    [{ url: 'http://127.0.0.1/#x' }, 'fragment'],
    [{ url: 'http://127.0.0.1/', events: ['no.such_type'] }, 'docs/events.md'],
    [{ url: 'http://127.0.0.1/', events: [] }, 'must not be empty'],
  ])('cannot be %j', async (body, message) => {
    await expect(ada.api.send('POST', '/webhooks', body)).rejects.toThrow(new RegExp(message));
  });
});

describe('a delivery that fails', () => {
  it('is tried again under the same id, in the order of events, and holds up nobody else', async () => {
    const [bad, good, foreign] = [await receiver(failing), await receiver(), await receiver()];
    const hook = await ada.hook(bad.url);
    await ada.hook(good.url);
    await bob.hook(foreign.url);
    await ada.happen(1, 2, 3);
    await bob.happen(1, 2, 3);
    await until(() => good.received.length === 3 && foreign.received.length === 3);
    await until(async () => (await ada.letters(hook.id)).some(({ error }) => error === 'status'));
    expect(good.numbers).toEqual([1, 2, 3]);
    expect(bad.numbers).toEqual([1]);
    bad.answer(accepting);
    await pausesEnd();
    await until(() => bad.received.length === 4);
    expect(bad.numbers).toEqual([1, 1, 2, 3]);
    const ids = bad.received.map(({ headers }) => headers['webhook-id']);
    expect(ids[0]).toBe(ids[1]);
    expect(new Set(ids).size).toBe(3);
  });

  it('waits as its schedule says, and as long as the receiver asks', async () => {
    const bad = await receiver(
      (_received, response) => void response.writeHead(503, { 'retry-after': '3600' }).end(),
    );
    const hook = await ada.hook(bad.url);
    await ada.happen(1);
    await until(async () => (await ada.letters(hook.id))[0]?.error === 'status');
    const [row] = await shop.owner.query<{ seconds: number }[]>(
      `SELECT extract(epoch FROM next_at - now())::float AS seconds FROM webhook_endpoints`,
    );
    expect(row?.seconds).toBeGreaterThan(3_500);
    expect(row?.seconds).toBeLessThanOrEqual(3_600);
  });

  it('eight times is a dead letter, which can be sent again: one, or all', async () => {
    const bad = await receiver(failing);
    const hook = await ada.hook(bad.url);
    await ada.happen(1);
    await until(async () => (await ada.letters(hook.id)).length === 1);
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      await until(() => bad.received.length >= attempt);
      await until(async () => (await logOf(hook.id)).length >= attempt);
      await pausesEnd();
    }
    expect(await ada.letters(hook.id, '?status=dead')).toMatchObject([
      { status: 'dead', attempts: 8, error: 'status' },
    ]);
    expect((await logOf(hook.id))[0]).toMatchObject({
      attempt: 8,
      statusCode: 500,
      error: 'status',
      excerpt: 'no t tod ay',
      delivered: false,
    });
    await ada.happen(2);
    await until(() => bad.received.length === 9);
    await until(async () => (await logOf(hook.id)).length === 9);
    await shop.owner.query(
      `UPDATE webhook_deliveries SET status = 'dead', error = 'status', ended_at = now()`,
    );
    await shop.owner.query(`UPDATE webhook_endpoints SET open_count = 0`);
    bad.answer(accepting);
    const [younger, older] = await ada.letters(hook.id, '?status=dead');
    const resend = (path: string) =>
      ada.api.send<{ resent: number }>('POST', `/webhooks/${hook.id}/deliveries${path}/resend`);
    expect(await resend(`/${older?.id}`)).toEqual({ resent: 1 });
    await until(async () => (await ada.letters(hook.id, '?status=delivered')).length === 1);
    await expect(resend(`/${older?.id}`)).rejects.toThrow('not_dead');
    await expect(resend(`/${randomUUID()}`)).rejects.toThrow('not_found');
    expect(await resend('')).toEqual({ resent: 1 });
    await until(async () => (await ada.letters(hook.id, '?status=delivered')).length === 2);
    expect(bad.numbers.slice(-2)).toEqual([1, 2]);
    expect(bad.received.at(-1)?.headers['webhook-id']).toBe(younger?.messageId);
  });

  it('with a redirect is not followed', async () => {
    const inner = await receiver();
    const bad = await receiver(redirecting(inner.url));
    const hook = await ada.hook(bad.url);
    await ada.happen(1);
    await until(async () => (await ada.letters(hook.id))[0]?.error === 'redirect');
    expect(inner.received).toEqual([]);
  });

  it('with 410 disables the webhook at once, and the user’s other webhooks are told', async () => {
    const [gone, other] = [
      await receiver((_received, response) => void response.writeHead(410).end()),
      await receiver(),
    ];
    const hook = await ada.hook(gone.url, ['x_test.happened']);
    await ada.hook(other.url, ['webhook.disabled']);
    await ada.happen(1, 2);
    await until(() => other.received.length === 1);
    expect(other.received[0]?.event).toMatchObject({
      type: 'webhook.disabled',
      data: { webhookId: hook.id, reason: 'gone' },
    });
    expect(await ada.read(hook.id)).toMatchObject({ status: 'disabled', disabledReason: 'gone' });
    expect(gone.received).toHaveLength(1);
    await ada.happen(3);
    await until(isHandedOn);
    gone.answer(accepting);
    const resend = `/webhooks/${hook.id}/deliveries/resend`;
    await expect(ada.api.send('POST', resend)).rejects.toThrow('webhook_disabled');
    await ada.api.send('PATCH', `/webhooks/${hook.id}`, { enabled: true });
    const dead = await ada.letters(hook.id, '?status=dead');
    expect(await ada.api.send('POST', resend)).toEqual({ resent: dead.length });
    await until(() => gone.received.length === 1 + dead.length);
  });

  it('for five days disables the webhook, and not before', async () => {
    const bad = await receiver(failing);
    const hook = await ada.hook(bad.url);
    const [clock, dispatcher] = [shop.app.get(Clock), shop.app.get(WebhookDispatcher)];
    const now = Date.now();
    const days = { passed: 0 };
    const spy = jest
      .spyOn(clock, 'now')
      .mockImplementation(() => new Date(now + days.passed * 86_400_000));
    const attempt = async (count: number) => {
      await until(async () => {
        const [row] = await shop.owner.query<{ count: number }[]>(
          `SELECT count(*)::int AS count FROM webhook_attempts WHERE webhook_id = $1`,
          [hook.id],
        );
        return row?.count === count;
      });
      const [row] = await shop.owner.query<{ reason: string | null }[]>(
        `SELECT disabled_reason AS reason FROM webhook_endpoints WHERE id = $1`,
        [hook.id],
      );
      return row?.reason;
    };
    try {
      await ada.happen(1);
      expect(await attempt(1)).toBeNull();
      for (const nth of [1, 2, 3, 4, 5]) {
        days.passed = nth * 0.99;
        dispatcher.wakeUp();
        expect([nth, await attempt(nth + 1)]).toEqual([nth, null]);
      }
      days.passed = 5.5;
      dispatcher.wakeUp();
      expect(await attempt(7)).toBe('failing');
    } finally {
      spy.mockRestore();
    }
    expect(await ada.read(hook.id)).toMatchObject({ status: 'disabled' });
    expect(await ada.letters(hook.id, '?status=dead')).toMatchObject([{ error: 'disabled' }]);
    const notice = await shop.owner.query(
      `SELECT data FROM outbox WHERE user_id = $1 AND type = 'webhook.disabled'`,
      [ada.id],
    );
    expect(notice).toEqual([{ data: { webhookId: hook.id, reason: 'failing' } }]);
  });
});

interface LogLine {
  readonly attempt: number;
  readonly statusCode: number | null;
  readonly error: string | null;
  readonly excerpt: string;
  readonly durationMs: number;
}

async function logOf(id: string): Promise<LogLine[]> {
  const path = `/webhooks/${id}/attempts?limit=100`;
  return (await ada.api.send<PageOf<LogLine>>('GET', path)).items;
}

describe('the secret of a webhook', () => {
  it('is changed while events flow: each message is verified by the old one or the new one', async () => {
    const all = await receiver();
    const { id, secret: first } = await ada.hook(all.url);
    const flow = ada.happen(...Array.from({ length: 40 }, (_, n) => n));
    await until(() => all.received.length >= 5);
    const path = `/webhooks/${id}/secret`;
    const { secret: second } = await ada.api.send<{ secret: string }>('POST', path);
    const before = all.received.length;
    await flow;
    await until(() => all.received.length === 40);
    expect(all.numbers).toEqual(Array.from({ length: 40 }, (_, n) => n));
    expect(all.received.filter((message) => !isSignedBy(first, message))).toEqual([]);
    const later = all.received.slice(before + 1);
    expect(later.length).toBeGreaterThan(0);
    expect(later.filter((message) => !isSignedBy(second, message))).toEqual([]);

    await shop.owner.query(`UPDATE webhook_endpoints SET previous_secret_until = now()`);
    await ada.happen(40);
    await until(() => all.received.length === 41);
    const last = all.received[40];
    if (last === undefined) throw new Error('nothing came');
    expect([isSignedBy(first, last), isSignedBy(second, last)]).toEqual([false, true]);
  });
});

describe('the test of a webhook', () => {
  it('sends an event now, and answers what came back', async () => {
    const target = await receiver((_received, response) => void response.end('thank you'));
    const { id, secret } = await ada.hook(target.url, ['payment.settled']);
    const test = () => ada.api.send('POST', `/webhooks/${id}/test`);
    expect(await test()).toMatchObject({
      delivered: true,
      statusCode: 200,
      error: null,
      excerpt: 'thank you',
    });
    const [message] = target.received;
    expect(message?.event).toMatchObject({ type: 'webhook.test', data: { webhookId: id } });
    expect(message && isSignedBy(secret, message)).toBe(true);
    target.answer(failing);
    expect(await test()).toMatchObject({ delivered: false, statusCode: 500, error: 'status' });
    target.stop();
    expect(await test()).toMatchObject({
      delivered: false,
      statusCode: null,
      error: 'unreachable',
    });
  });

  it('that goes well lets what waits go at once', async () => {
    const target = await receiver(failing);
    const { id } = await ada.hook(target.url);
    await ada.happen(1);
    await until(async () => (await ada.letters(id))[0]?.error === 'status');
    target.answer(accepting);
    await ada.api.send('POST', `/webhooks/${id}/test`);
    await until(async () => (await ada.letters(id))[0]?.status === 'delivered');
  });
});

const hang = () => undefined;

describe('a hostile receiver', () => {
  it.each([
    ['that never answers', hang, 'timeout'],
    [
      'that sends headers without an end',
      (_received: unknown, response: import('node:http').ServerResponse) => {
        response.socket?.write(`HTTP/1.1 200 OK\r\nx: ${'a'.repeat(200_000)}\r\n`);
      },
      'too_large',
    ],
    [
      'that speaks no HTTP',
      (_received: unknown, response: import('node:http').ServerResponse) => {
        response.socket?.end('SSH-2.0-OpenSSH_9.6\r\n');
      },
      'broken',
    ],
  ] as const)('%s costs a bounded time', async (_what, answering, error) => {
    const bad = await receiver(answering);
    const hook = await ada.hook(bad.url);
    await ada.happen(1);
    await until(async () => (await ada.letters(hook.id))[0]?.error === error);
  });

  it.each([
    [
      'a body without an end',
      (response: import('node:http').ServerResponse) => {
        const more = () => {
          while (!response.destroyed && response.write('x'.repeat(65_536)));
        };
        response.on('drain', more);
        more();
      },
    ],
    [
      'a body that drips',
      (response: import('node:http').ServerResponse) => {
        response.write('x');
        const timer = setInterval(() => response.write('x'), 50);
        response.on('close', () => clearInterval(timer));
      },
    ],
  ])('with %s has got the event; the rest is not read', async (_what, send) => {
    const bad = await receiver((_received, response) => {
      response.writeHead(200);
      send(response);
    });
    const hook = await ada.hook(bad.url);
    await ada.happen(1);
    await until(async () => (await ada.letters(hook.id))[0]?.status === 'delivered');
    const [line] = await logOf(hook.id);
    expect(line?.excerpt).toMatch(/^x{1,500}$/);
  });
});

describe('an address inside', () => {
  it('is not asked when a name or a row leads there later', async () => {
    const hook = await ada.hook((await receiver()).url);
    for (const url of ['http://10.255.255.1/', 'http://localhost.:1/', 'http://[fd00::1]/']) {
      await shop.owner.query(`UPDATE webhook_endpoints SET url = $1`, [url]);
      const answer = await ada.api.send<{ error: string }>('POST', `/webhooks/${hook.id}/test`);
      expect([url, answer]).toEqual([
        url,
        expect.objectContaining({ delivered: false, statusCode: null, excerpt: '' }),
      ]);
      expect(['refused', 'unreachable']).toContain(answer.error);
    }
  });
});

/** Raw SQL as the application's role. */
const as = (context: Context, sql: string, values: unknown[] = []): Promise<unknown> =>
  application.transaction(async (tx) => {
    await enter(tx, context);
    return tx.query(sql, values);
  });

describe('somebody else', () => {
  let id: string;
  let deliveryId: string;
  beforeEach(async () => {
    const bad = await receiver(failing);
    ({ id } = await ada.hook(bad.url));
    await ada.happen(1);
    await until(async () => (await ada.letters(id))[0]?.error === 'status');
    deliveryId = (await ada.letters(id))[0]?.id ?? '';
  });

  it('neither sees nor touches a webhook, what is sent there, or its secret, over the API', async () => {
    for (const [method, path, body] of [
      ['GET', ''],
      ['PATCH', '', { enabled: false }],
      ['DELETE', ''],
      ['POST', '/secret'],
      ['POST', '/test'],
      ['GET', '/deliveries'],
      ['GET', '/attempts'],
      ['POST', '/deliveries/resend'],
      ['POST', `/deliveries/${deliveryId}/resend`],
    ] as const) {
      const asked = bob.api.send(method, `/webhooks/${id}${path}`, body);
      await expect(asked).rejects.toThrow('answered 404');
    }
    expect(await bob.api.send('GET', '/webhooks')).toEqual({ items: [], nextCursor: null });
    expect(await ada.read(id)).toMatchObject({ status: 'enabled' });
  });

  it('has no row of it in SQL', async () => {
    for (const table of ['webhook_endpoints', 'webhook_deliveries', 'webhook_attempts']) {
      expect(await as({ user: bob.id }, `SELECT FROM ${table}`)).toEqual([]);
      expect(await as({ user: ada.id }, `SELECT FROM ${table}`)).not.toEqual([]);
    }
    for (const sql of [
      `SELECT FROM credentials WHERE webhook_id = $1`,
      `SELECT FROM credential_versions WHERE provider = 'webhook:' || $1`,
      `SELECT FROM outbox WHERE user_id = (SELECT user_id FROM webhook_endpoints WHERE id = $1)`,
      `UPDATE credentials SET hint = '' WHERE webhook_id = $1 RETURNING id`,
      `DELETE FROM credentials WHERE webhook_id = $1 RETURNING id`,
    ]) {
      const found = (await as({ user: bob.id }, sql, [id])) as unknown[];
      expect([sql, Array.isArray(found[0]) ? found[0] : found]).toEqual([sql, []]);
    }
    const changes = [
      `UPDATE webhook_endpoints SET url = 'https://evil.example/'`,
      `DELETE FROM webhook_endpoints`,
      `UPDATE webhook_deliveries SET status = 'open'`,
    ];
    for (const sql of changes) {
      const [, count] = (await as({ user: bob.id }, sql)) as [unknown, number];
      expect([sql, count]).toEqual([sql, 0]);
    }
    const planted = `INSERT INTO webhook_endpoints (user_id, url) VALUES ($1, 'https://evil.example/')`;
    await expect(as({ user: bob.id }, planted, [ada.id])).rejects.toThrow('row-level security');
    for (const sql of [
      `INSERT INTO webhook_deliveries (webhook_id, user_id, event_id, type, data, happened_at)
         VALUES ($1, $2, 1, 'x_test.forged', '{}', now())`,
      `INSERT INTO webhook_attempts (delivery_id, webhook_id, user_id, attempt, duration_ms, excerpt,
           created_at) VALUES ($1, $1, $2, 1, 1, '', now())`,
      `UPDATE webhook_endpoints SET user_id = $2 WHERE id = $1`,
      `UPDATE webhook_deliveries SET data = '{}' WHERE webhook_id = $1 AND user_id <> $2`,
    ]) {
      const forged = as({ user: bob.id }, sql, [id, bob.id]);
      await expect(forged).rejects.toThrow('permission denied');
    }
    for (const service of ['execution', 'payments', 'events', 'storefront'] as const) {
      const asked = as({ service }, `SELECT id FROM webhook_endpoints`);
      await expect(asked).rejects.toThrow('permission denied');
    }
    await expect(as({}, `SELECT FROM webhook_deliveries`)).rejects.toThrow('permission denied');
  });

  it('cannot have a secret hung on it', async () => {
    const hung = `INSERT INTO credentials
        (webhook_id, user_id, provider, type, kid, wrapped_key, ciphertext, hint, version)
      VALUES ($1, $2, 'webhook:x', 'webhook_secret', 'k1', $3, $4, '', 1)`;
    const values = [id, bob.id, Buffer.alloc(60), Buffer.alloc(60)];
    await expect(as({ user: bob.id }, hung, values)).rejects.toThrow('credentials_webhook');
  });

  it('of the services reads secrets of webhooks alone', async () => {
    const { creator } = await shop.publish();
    expect(await creator.send('GET', '/integrations/claude/config')).toBeDefined();
    const seen = (await as(
      { service: 'webhooks' },
      `SELECT DISTINCT type FROM credentials ORDER BY 1`,
    )) as { type: string }[];
    expect(seen.map(({ type }) => type)).toEqual(['webhook_secret']);
    const [, erased] = (await as({ service: 'webhooks' }, `DELETE FROM credentials`)) as [
      unknown,
      number,
    ];
    expect(erased).toBe(0);
  });
});

/** Rows that concern webhooks. */
const left = async () =>
  (
    await shop.owner.query<{ n: number }[]>(
      `SELECT (SELECT count(*) FROM webhook_endpoints) + (SELECT count(*) FROM webhook_deliveries)
       + (SELECT count(*) FROM webhook_attempts)
       + (SELECT count(*) FROM credentials WHERE webhook_id IS NOT NULL)::int AS n`,
    )
  )[0]?.n;

describe('what is kept of webhooks', () => {
  it('is forgotten with its webhook, and with its user', async () => {
    const bad = await receiver(failing);
    const one = await ada.hook(bad.url);
    await ada.hook(bad.url);
    await ada.happen(1);
    await until(async () => (await ada.letters(one.id))[0]?.error === 'status');
    await ada.api.send('DELETE', `/webhooks/${one.id}`);
    await until(async () => Number(await left()) === 4);
    const username = `u${randomUUID().slice(0, 8)}`;
    await ada.api.send('PATCH', '/me', { username });
    await ada.api.send('DELETE', `/me?confirm=${username}`);
    expect(Number(await left())).toBe(0);
  });

  it('is forgotten after its time, and not while it is open', async () => {
    const [good, bad] = [await receiver(), await receiver(failing)];
    const [one, two] = [await ada.hook(good.url), await ada.hook(bad.url)];
    await ada.happen(1);
    await until(async () => (await ada.letters(one.id))[0]?.status === 'delivered');
    await until(async () => (await ada.letters(two.id))[0]?.error === 'status');
    const job = shop.app.get(TidyWebhooksJob);
    await job.run();
    expect(await ada.letters(one.id)).toHaveLength(1);
    await shop.owner.query(
      `UPDATE webhook_deliveries SET created_at = created_at - interval '31 days',
         ended_at = ended_at - interval '31 days'`,
    );
    await job.run();
    expect(await ada.letters(one.id)).toEqual([] satisfies Letter[]);
    expect(await ada.letters(two.id)).toHaveLength(1);
  });

  it('is listed page by page', async () => {
    const good = await receiver();
    const hook = await ada.hook(good.url);
    await ada.happen(1, 2, 3, 4, 5);
    await until(() => good.received.length === 5);
    await until(async () => (await open()) === 0);
    for (const list of ['deliveries', 'attempts']) {
      const seen: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const after: string = cursor === '' ? '' : `&cursor=${cursor}`;
        const page: PageOf<{ id: string }> = await ada.api.send(
          'GET',
          `/webhooks/${hook.id}/${list}?limit=2${after}`,
        );
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor;
      }
      expect([list, new Set(seen).size]).toEqual([list, 5]);
    }
  });
});

describe('a server that is told to end', () => {
  it('leaves what a receiver does not answer to others at once, and counts no attempt', async () => {
    const ending = await openShop({
      EGRESS_ALLOW: '127.0.0.0/8',
      WEBHOOK_TIMEOUT_MS: '60000',
      SHUTDOWN_TIMEOUT_MS: '2000',
    });
    const bad = await receiver(hang);
    const user = await HookUser.signIn(ending.origin, ending.owner);
    await user.hook(bad.url);
    await user.happen(1);
    await until(() => bad.received.length === 1);
    await ending.app.close();
    const rows = await ending.owner.query(
      `SELECT d.status, d.attempts, w.leased_until AS "leasedUntil"
         FROM webhook_deliveries d JOIN webhook_endpoints w ON w.id = d.webhook_id`,
    );
    await ending.clear();
    expect(rows).toEqual([{ status: 'open', attempts: 0, leasedUntil: null }]);
  });
});
