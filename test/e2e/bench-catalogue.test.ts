import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';

describe('a quick run of the catalogue’s bench', () => {
  // It ends with an error unless every question is answered well.
  it('has a time for every question, and the plans', async () => {
    const command = ['bench/catalogue.mjs', '--quick', '--plans'];
    const { stdout } = await promisify(execFile)(process.execPath, command);
    const rows = stdout.split('\n').filter((line) => line.startsWith('| '));
    const [, , ...questions] = rows;
    expect(questions.length).toBeGreaterThan(20);
    for (const row of questions) {
      expect(row).toMatch(/^\| [^|]+ \| [\d.]+ ms \| [\d.]+ ms \| \d+ \|$/);
    }
    expect(stdout).toContain('Execution Time');
  });
});
