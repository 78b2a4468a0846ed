import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';

describe('a quick run of the bench with many calls', () => {
  it('has times and rows for every question, and the log of a paid call', async () => {
    const command = ['bench/calls.mjs', '--quick', '--plans'];
    const { stdout } = await promisify(execFile)(process.execPath, command);
    const [, , ...questions] = stdout.split('\n').filter((line) => line.startsWith('| '));
    expect(questions.length).toBeGreaterThan(4);
    for (const row of questions) {
      expect(row).toMatch(/^\| [^|]+ \| [\d.]+ ms \| [\d.]+ ms \| \d+ \| \d+ \|$/);
    }
    expect(stdout).toMatch(
      /A paid call writes [\d.]+ KiB of log; after a checkpoint [\d.]+, with [\d.]+ pages/,
    );
    expect(stdout).toContain('"Actual Rows"');
  });
});
