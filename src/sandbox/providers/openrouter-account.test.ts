import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ProviderServer } from './provider-server.js';

const NOW = new Date('2026-11-28T00:30:00Z');

let server: ProviderServer;

beforeAll(async () => {
  server = await ProviderServer.start({ now: () => NOW });
});
afterAll(() => server.stop());

async function ask(path: string, key = 'sk-or-planted-management') {
  const headers = { authorization: `Bearer ${key}` };
  const response = await fetch(`${server.urls.openrouter}${path}`, { headers });
  return { status: response.status, text: await response.text() };
}

/** All numbers of a name in a JSON text, added up as they are written. */
function sum(text: string, name: string): bigint {
  const found = text.matchAll(new RegExp(`"${name}":(\\d+)(?:\\.(\\d+))?`, 'g'));
  return [...found].reduce(
    (total, [, whole = '', fraction = '']) => total + BigInt(whole + fraction.padEnd(18, '0')),
    0n,
  );
}

describe('the account that OpenRouter reports', () => {
  it('shows the same activity however it is asked for', async () => {
    const { text } = await ask('/activity');
    const { data } = JSON.parse(text) as { data: { date: string }[] };
    const dates = [...new Set(data.map(({ date }) => date))].sort();
    expect([dates[0], dates.at(-1)]).toEqual(['2026-10-29', '2026-11-27']);
    const byDay = await Promise.all(dates.map((date) => ask(`/activity?date=${date}`)));
    const days = byDay.map((each) => sum(each.text, 'usage')).reduce((a, b) => a + b, 0n);
    expect(days).toBe(sum(text, 'usage'));
    expect(sum((await ask('/activity?group_by=workspace')).text, 'usage')).toBe(days);
    const november = dates
      .map((date, n) => (date >= '2026-11-01' ? sum(byDay[n]?.text ?? '', 'usage') : 0n))
      .reduce((a, b) => a + b, 0n);
    const key = (await ask('/key')).text;
    // Half an hour of today’s is nothing yet.
    expect(sum(key, 'usage_monthly')).toBe(november);
    expect(sum(key, 'usage_daily')).toBe(0n);
    expect(sum((await ask('/credits')).text, 'total_usage')).toBe(sum(key, 'usage'));
  });

  it('writes money as numbers with more digits than a double has', async () => {
    expect((await ask('/activity')).text).toMatch(/"usage":\d+\.\d{15,}/);
    expect((await ask('/activity')).text).toMatch(/:free".*?"usage":0,/);
  });

  it('is shown to management keys only', async () => {
    for (const path of ['/credits', '/activity']) {
      expect((await ask(path, 'sk-or-planted-ordinary')).status).toBe(403);
    }
    expect((await ask('/activity?date=2026-11-28')).status).toBe(400);
    expect((await ask('/activity?page=2')).status).toBe(400);
    expect((await ask('/key', 'sk-or-planted-limited')).text).toContain('"limit":100');
  });
});
