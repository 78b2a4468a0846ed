import type { ServerResponse } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { Problem, unforeseen } from '../errors/index.js';
import { logFailure } from './log-failure.js';

const type = { code: 'planted', status: 502, title: 'Planted', retryable: false };

const WAITS = { destroyed: false };
const GONE = { destroyed: true };

function logged(error: unknown, raw = WAITS): Record<string, unknown>[] {
  const lines: Record<string, unknown>[] = [];
  const logger = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const problem = error instanceof Problem ? error : unforeseen(error);
  logFailure(logger, error, problem, { raw: raw as ServerResponse });
  return lines;
}

describe('a failure that is answered with 5xx', () => {
  it('is a warning without a stack where somebody foresaw it', () => {
    const [line] = logged(new Problem(type, { detail: 'The secret is not set.' }));
    expect(line).toMatchObject({ level: 40, code: 'planted', reason: 'The secret is not set.' });
    expect(line).not.toHaveProperty('err');
  });

  it('is an error where nobody did, or something inside caused it', () => {
    expect(logged(new Error('planted'))).toMatchObject([
      { level: 50, err: { message: 'planted' } },
    ]);
    const caused = new Problem(type, {}, { cause: new Error('inside') });
    expect(logged(caused)).toMatchObject([{ level: 50, err: { message: 'inside' } }]);
  });

  it('is nothing to look at when the client has hung up', () => {
    const cutOff = Object.assign(new Error('Premature close'), {
      code: 'ERR_STREAM_PREMATURE_CLOSE',
    });
    expect(logged(cutOff, GONE)).toEqual([]);
    // As when an endpoint closes what the server reads.
    expect(logged(cutOff)).toMatchObject([{ level: 50 }]);
    expect(logged(new Error('planted'), GONE)).toMatchObject([{ level: 50 }]);
  });

  it('is no matter below 500', () => {
    expect(logged(new Problem({ ...type, status: 422 }))).toEqual([]);
  });
});
