import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLogger } from '../../src/common/observability/index.js';
import { AnswerChecks } from '../../src/modules/execution/executors/prompt/answer-checks.service.js';

const never = new AbortController().signal;

/** What saving a resource refuses, but may have been stored before that. */
const SLOW = { pattern: '^(a+)+$' };
const ASYNC = { $async: true, type: 'object' };

describe('the check of a model’s answer', () => {
  let checks: AnswerChecks;
  const log: string[] = [];

  beforeAll(() => {
    checks = new AnswerChecks(createLogger('trace', { write: (line) => void log.push(line) }));
  });
  afterAll(() => checks.onApplicationShutdown());

  const read = (text: string, outputSchema: object | null = null, signal = never) =>
    checks.read(text, { outputSchema } as Parameters<AnswerChecks['read']>[1], signal);

  it('gives the JSON that fits', async () => {
    expect(await read('```json\n{ "title": "Coins" }\n```')).toBe('{"title":"Coins"}');
    expect(await read('[1]', { items: { type: 'integer' } })).toBe('[1]');
  });

  it.each<[string, string, object?]>([
    ['is no JSON', 'Sorry'],
    ['does not fit', '["1"]', { items: { type: 'integer' } }],
    ['is line breaks between code fences', `\`\`\`\n${'\n'.repeat(100_000)}x`],
    ['is nested too deeply', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['has too many entries', `[${'0,'.repeat(20_000)}0]`],
    ['is longer than any', ' '.repeat(2_000_001)],
  ])('refuses what %s', async (_, text, schema = undefined) => {
    await expect(read(text, schema ?? null)).rejects.toMatchObject({
      type: { code: 'answer_unfit' },
    });
  });

  it('ends a schema that takes forever, while everything else goes on', async () => {
    const stuck = read(`"${'a'.repeat(50)}!"`, SLOW);
    let turns = 0;
    const turning = setInterval(() => (turns += 1), 10);
    const outcome = expect(stuck).rejects.toMatchObject({ type: { code: 'answer_unchecked' } });
    expect(await read('{}')).toBe('{}');
    await outcome;
    clearInterval(turning);
    expect(turns).toBeGreaterThan(10);
    expect(await read('{}')).toBe('{}');
  });

  it('ends with the run it belongs to', async () => {
    const run = new AbortController();
    const stuck = read(`"${'a'.repeat(50)}!"`, SLOW, run.signal);
    run.abort(new Error('the run has ended'));
    await expect(stuck).rejects.toThrow('the run has ended');
  });

  it('survives a schema that answers later', async () => {
    await expect(read('7', ASYNC)).rejects.toMatchObject({ type: { code: 'answer_unchecked' } });
    expect(await read('{}')).toBe('{}');
    expect(log).toEqual([]);
  });

  it('keeps a schema compiled', async () => {
    const properties = Object.fromEntries(
      Array.from({ length: 190 }, (_, n) => [
        `p${n}`,
        { anyOf: [{ type: 'string' }, { minimum: n }] },
      ]),
    );
    const timed = async () => {
      const start = process.cpuUsage();
      await read('{"p1":7}', { properties });
      return process.cpuUsage(start).user;
    };
    // Each of the two threads compiles it once.
    const first = await timed();
    await timed();
    const later = [await timed(), await timed(), await timed()];
    expect(Math.min(...later)).toBeLessThan(first);
  });
});
