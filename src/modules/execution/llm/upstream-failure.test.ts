import { describe, expect, it } from '@jest/globals';
import { APIConnectionTimeoutError as OfAnthropic } from '@anthropic-ai/sdk';
import { APIConnectionTimeoutError as OfOpenAi } from 'openai';
import { readFailure } from './upstream-failure.js';

const now = Date.parse('2026-11-21T12:00:00Z');
const waitOf = (value: string) =>
  readFailure({ status: 429, headers: new Headers({ 'retry-after': value }) }, now).retryAfterMs;

describe('what an SDK throws', () => {
  it.each([
    ['7', 7000],
    ['0', 0],
    ['1.5', 1500],
    ['Sat, 21 Nov 2026 12:00:30 GMT', 30_000],
    ['Sat, 21 Nov 2026 11:00:00 GMT', undefined],
    ['99999999', undefined],
    ['soon', undefined],
    ['', undefined],
  ])('asks with Retry-After %j to wait %s ms', (value, wait) => {
    expect(waitOf(value)).toBe(wait);
  });

  it.each([undefined, null, 'text', 7, {}, new TypeError('terminated')])(
    'tells nothing when it is %p',
    (thrown) => {
      expect(readFailure(thrown, now)).toEqual({ timedOut: false });
    },
  );

  it.each([OfAnthropic, OfOpenAi])('is a time-out when an SDK says so: %p', (TimeoutError) => {
    expect(readFailure(new TimeoutError(), now).timedOut).toBe(true);
  });

  it.each(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'])(
    'is a time-out when its cause is %s',
    (code) => {
      const thrown = new TypeError('terminated', { cause: Object.assign(new Error(), { code }) });
      expect(readFailure(thrown, now).timedOut).toBe(true);
    },
  );
});
