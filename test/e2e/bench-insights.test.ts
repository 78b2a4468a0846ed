import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';

describe('a quick run of the bench of insights', () => {
  it('has a time for every question, and PostgreSQL’s plans', async () => {
    const command = ['bench/insights.mjs', '--quick', '--plans'];
    const { stdout } = await promisify(execFile)(process.execPath, command, {
      maxBuffer: 50_000_000,
    });
    const [, , ...questions] = stdout.split('\n').filter((line) => line.startsWith('| '));
    expect(questions.length).toBeGreaterThan(15);
    for (const row of questions)
      expect(row).toMatch(/^\| [^|]+ \| [\d.]+ ms \| [\d.]+ ms \| \d+ KiB \|$/);
    expect(stdout).toMatch(/Scan .*provider_usage/);
  });
});
