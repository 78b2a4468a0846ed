import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { freePort } from './server-process.js';

describe('the demo', () => {
  it('sells a prompt, a model of OpenRouter, an API and somebody’s endpoint, for exact prices', async () => {
    const env = { PATH: process.env['PATH'], PORT: String(await freePort()) };
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['dist/src/sandbox/demo/main.js'],
      { env },
    );
    for (const type of ['prompt_template', 'openrouter_instant', 'proxy', 'external']) {
      expect(stdout).toContain(`publishes a resource of type ${type}`);
    }
    expect(stdout).toContain('Done: 4 resources were published and bought. 0.11 USDC moved');
  }, 240_000);
});
