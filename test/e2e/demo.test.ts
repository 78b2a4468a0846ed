import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { onFreePort } from '../../src/sandbox/postgres/free-port.js';

describe('the demo', () => {
  it('sells a prompt, a model of OpenRouter, an API and somebody’s endpoint, connects a shop and shows the month', async () => {
    // Neither the environment nor a .env file of whoever runs the tests has a say.
    const script = resolve('dist/src/sandbox/demo/main.js');
    const { stdout } = await onFreePort((port) => {
      const alone = { env: { PORT: String(port) }, cwd: tmpdir() };
      return promisify(execFile)(process.execPath, [script], alone);
    });
    for (const type of ['prompt_template', 'openrouter_instant', 'proxy', 'external']) {
      expect(stdout).toContain(`publishes a resource of type ${type}`);
    }
    expect(stdout).toContain('comes back connected');
    expect(stdout).toContain('"reason": "ended_by_provider"');
    expect(stdout).toContain('"earned": "0.09"');
    expect(stdout).toMatch(/"margin": "(at most )?-?\d+\.\d+"/);
    expect(stdout).toMatch(/"requests": "[1-9]\d*"/);
    expect(stdout).toMatch(/"forecast": "\d+\.\d+ \(\d+\.\d+ to \d+\.\d+\)"/);
    expect(stdout).toMatch(/"budget": "500\.00, of which \d+(\.\d+)? % is spent"/);
    expect(stdout).toContain('Done: 4 resources were published and bought. 0.11 USDC moved');
  });
});
