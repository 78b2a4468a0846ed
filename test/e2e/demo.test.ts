import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { onFreePort } from '../../src/sandbox/postgres/free-port.js';

/** What it tells, in this order. */
const STORY = [
  'signs in with a wallet',
  'type prompt_template',
  '402: 0.05 USDC on eip155:84532',
  'signs the payment, calls again and has the answer',
  '0.05 USDC moved from the buyer to the creator',
  'tokens in',
  'and no second charge',
  'genuine: 0x',
  /paid at the first of \d+ pieces, then: done/,
  'requested',
  'owed, then paid: 0x',
  'wants to be paid on Solana too',
  '0.05 USDC moved on Solana',
  'it can',
  'type openrouter_instant',
  '0.00324 USDC, of at most 0.03 for what it used, moved from the buyer to the creator',
  'type proxy',
  'type external',
  '0.02 USDC moved from the buyer to the endpoint',
  'connection.connected',
  'connection.disconnected, ended_by_provider',
  /earned 0\.11324, calls cost .*\d, margin .*\d/,
  /[1-9]\d* requests, cost \D*\d+\.\d+/,
  /forecast \d+\.\d+ \(\d+\.\d+ to \d+\.\d+\); \d+(\.\d+)? % of 500\.00 is spent/,
  'Done: 4 resources were sold for 0.18324 USDC',
];
/** Two screens of a usual terminal. */
const LINES = 80;

describe('the demo', () => {
  it('tells the story of a sale in order and on two screens, and the rest to who asks', async () => {
    // Neither the environment nor a .env file of whoever runs the tests has a say.
    const script = resolve('dist/src/sandbox/demo/main.js');
    const { stdout } = await onFreePort((port) => {
      const alone = { env: { PORT: String(port) }, cwd: tmpdir() };
      return promisify(execFile)(process.execPath, [script, '--verbose'], alone);
    });
    const lines = stdout.split('\n');
    // What `--verbose` adds stands behind a bar.
    const told = lines.filter((line) => !line.startsWith('    | '));
    let at = 0;
    for (const part of STORY) {
      const rest = told
        .slice(at)
        .findIndex((line) => (typeof part === 'string' ? line.includes(part) : part.test(line)));
      expect([part, rest >= 0]).toEqual([part, true]);
      at += rest;
    }
    expect(told.length).toBeLessThanOrEqual(LINES);
    expect(told.filter((line) => line.length > 120)).toEqual([]);
    expect(lines.length).toBeGreaterThan(4 * LINES);
    expect(stdout).toContain('|   "paymentRequired": {');
  }, 240_000);
});
