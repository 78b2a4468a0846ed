import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';

describe('a quick run of the bench of few and many calls', () => {
  it('has times of both for paid calls, lists, jobs and the check, and what a call writes', async () => {
    const command = ['bench/scale.mjs', '--quick', '--plans'];
    const { stdout } = await promisify(execFile)(process.execPath, command);
    const [, , ...rows] = stdout.split('\n').filter((line) => line.startsWith('| '));
    for (const row of rows) {
      expect(row).toMatch(/^\| [^|]+ (\| [\d.]* ?){4}\| ([\d.]+ ×|NaN ×|Infinity ×) \|$/);
    }
    const titles = rows.map((row) => row.split('|')[1]?.trim());
    expect(titles).toEqual(
      expect.arrayContaining([
        'a paid call',
        'a creator’s earnings of all time',
        'job `purge_results`',
        'job `measure_success`',
        '`ledger:check --since`, the newest calls',
        'KiB of log for a paid call',
      ]),
    );
    expect(stdout).toContain('"Actual Rows"');
  });
});
