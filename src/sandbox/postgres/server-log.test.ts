import { describe, expect, it } from '@jest/globals';
import { isPassing, logTail } from './server-log.js';

describe('the log of a failed start', () => {
  it('is worth another try when the directory or the port was held by another', () => {
    const passing = [
      'FATAL:  lock file "postmaster.pid" already exists',
      'FATAL:  lock file "postmaster.pid" is empty',
      'FATAL:  pre-existing shared memory block (key 1, ID 2) is still in use',
      'FATAL:  could not create any TCP/IP sockets',
    ];
    expect(passing.filter((line) => !isPassing(line))).toEqual([]);
  });

  it('is final otherwise', () => {
    expect(isPassing('FATAL:  data directory "/d" has wrong ownership')).toBe(false);
    expect(isPassing('')).toBe(false);
  });

  it('is quoted by its last lines, however long it is', () => {
    const lines = Array.from({ length: 1_000 }, (_, index) => `line ${index}`);
    const tail = logTail(`${lines.join('\n')}\n`);
    expect(tail.endsWith('line 999')).toBe(true);
    expect(tail.split('\n')).toHaveLength(20);
    expect(logTail('x'.repeat(1_000_000)).length).toBeLessThanOrEqual(4_000);
  });
});
