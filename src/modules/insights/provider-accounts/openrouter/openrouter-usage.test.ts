import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { exactNumbers, parseJson } from '../../../../common/json/index.js';
import { ProviderServer } from '../../../../sandbox/providers/provider-server.js';
import type { AccountDocument } from '../reporting/documents.js';
import { WindowTooLarge } from '../reporting/report-failure.js';
import type { ReportSession, UsageEntry } from '../reporting/usage-reporter.js';
import { OpenRouterUsage } from './openrouter-usage.service.js';

const NOW = new Date('2026-11-28T09:30:00Z');
const KEY = 'sk-or-planted-management';
const reporter = new OpenRouterUsage();

let server: ProviderServer;

beforeAll(async () => {
  server = await ProviderServer.start({ now: () => NOW });
});
beforeEach(() => server.faults.clear());
afterAll(() => server.stop());

/** Asks as the server does; numbers of answers are texts. */
function session(key = KEY, now = NOW): ReportSession {
  return {
    inputs: {},
    now,
    post: () => Promise.reject(new Error('nothing is posted')),
    get: async (path, query = {}) => {
      const asked = new URLSearchParams(query as Record<string, string>);
      const headers = { authorization: `Bearer ${key}` };
      const response = await fetch(`${server.urls.openrouter}${path}?${asked}`, { headers });
      return { status: response.status, body: parseJson(exactNumbers(await response.text())) };
    },
  };
}

async function documents(key = KEY): Promise<AccountDocument[]> {
  const all: AccountDocument[] = [];
  for await (const each of reporter.documents(session(key))) all.push(each);
  return all;
}

function contentOf(document: AccountDocument | undefined) {
  return (document?.content ?? {}) as Readonly<Record<string, string | undefined>>;
}

const PLACES = 18;
const units = (dollars: string) => {
  const [whole = '', fraction = ''] = dollars.split('.');
  return BigInt(whole + fraction.padEnd(PLACES, '0'));
};
const sum = (entries: readonly UsageEntry[]) =>
  entries.reduce((total, { cost }) => total + units(cost ?? ''), 0n);
const month = { from: '2026-11-01', to: '2026-11-29' };
const answers = (data: unknown) => ({ status: 200, body: JSON.stringify({ data }) });

describe('what an account at OpenRouter uses and costs', () => {
  it('adds up to what the provider says, to the last digit', async () => {
    const report = await reporter.usage(session(), month);
    const [key] = await documents();
    const told = (name: string) => units(contentOf(key)[name] ?? '');
    expect(sum(report.entries)).toBe(told('usageMonthly') - told('usageDaily'));
    expect(report.entries.some(({ cost }) => cost?.match(/\.\d{16}/))).toBe(true);
    expect(new Set(report.entries.map(({ workspace }) => workspace)).size).toBe(2);
  });

  it('is told of whole days only: today is a sum of the key', async () => {
    const report = await reporter.usage(session(), month);
    expect(report.to).toBe('2026-11-28');
    expect(report.entries.every(({ day }) => day < '2026-11-28')).toBe(true);
    const asked = server.asked.length;
    const today = await reporter.usage(session(), { from: '2026-11-28', to: '2026-11-29' });
    expect(today).toMatchObject({ entries: [], to: '2026-11-28' });
    expect(server.asked).toHaveLength(asked);
  });

  it('is asked for once for a month, and by the day where that would be too much', async () => {
    const asked = server.asked.length;
    const whole = await reporter.usage(session(), month);
    expect(server.asked).toHaveLength(asked + 1);
    server.faults.add({ path: /\/activity\?group_by=workspace$/, body: 'too much to be read' });
    await expect(reporter.usage(session(), month)).rejects.toThrow(WindowTooLarge);
    const day = await reporter.usage(session(), { from: '2026-11-03', to: '2026-11-04' });
    expect(day.entries).toEqual(whole.entries.filter((entry) => entry.day === '2026-11-03'));
  });

  it('is unknown, and not nothing, of days before the last thirty', async () => {
    expect(reporter.earliest('2026-11-28')).toBe('2026-10-29');
    const old = { from: '2026-10-28', to: '2026-11-10' };
    await expect(reporter.usage(session(), old)).rejects.toThrow('thirty days');
  });

  it('has a balance and what is left of the limit, below nothing too', async () => {
    const [key, credits] = await documents('sk-or-planted-management-limited');
    expect(key).toMatchObject({
      kind: 'key',
      content: { limit: '100.00', limitReset: 'monthly', freeRequests: { remaining: '988' } },
    });
    const { total, used, remaining } = contentOf(credits);
    expect(units(remaining ?? '')).toBe(units(total ?? '') - units(used ?? ''));
    const owed = { total_credits: 5, total_usage: 5.3 };
    server.faults.add({ path: /\/credits/, ...answers(owed) });
    expect((await documents())[1]?.content).toMatchObject({ remaining: '-0.30' });
    server.faults.add({ path: /\/key/, ...answers({ usage: 1e-7, limit_remaining: -2.5 }) });
    const content = { usage: '0.0000001', limit: null, limitRemaining: '-2.50' };
    expect((await documents())[0]).toMatchObject({ content });
  });

  it('is not reported for a key that may not see it', async () => {
    await expect(reporter.identify(session('sk-or-ordinary'))).rejects.toMatchObject({
      kind: 'no_account',
    });
    await expect(reporter.identify(session('sk-or-wrong-management'))).rejects.toMatchObject({
      kind: 'refused',
    });
    expect(await reporter.identify(session())).toMatch(/^user_/);
    expect((await documents('sk-or-ordinary'))[1]).toEqual({ kind: 'credits', content: null });
  });

  it('comes with either form of a day that OpenRouter writes', async () => {
    const plain = await reporter.usage(session(), month);
    server.faults.add({
      path: /\/activity/,
      rewrite: (answer) => ({
        ...answer,
        body: String(answer.body).replace(/"date":"([\d-]+)"/g, '"date":"$1 00:00:00"'),
      }),
    });
    expect(await reporter.usage(session(), month)).toEqual(plain);
  });

  const row = {
    date: '2026-11-27',
    model: 'a/b',
    usage: 0.1,
    requests: 1,
    prompt_tokens: 1,
    completion_tokens: 1,
  };
  it.each([
    ['an amount below nothing', [{ ...row, usage: -1 }]],
    ['an absurd amount', [{ ...row, usage: 1e21 }]],
    ['half a request', [{ ...row, requests: 0.5 }]],
    ['no tokens', [{ ...row, prompt_tokens: null }]],
    ['no day', [{ ...row, date: 'today' }]],
    ['an id that is none', [{ ...row, model: 'a\u0000b' }]],
    ['a row that is none', ['x']],
    ['no rows', {}],
  ])('is refused whole when it has %s', async (_, data) => {
    server.faults.add({ path: /\/activity/, ...answers(data) });
    await expect(reporter.usage(session(), month)).rejects.toMatchObject({ kind: 'unreadable' });
  });
});
