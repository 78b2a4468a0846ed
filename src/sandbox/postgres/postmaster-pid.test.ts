import { describe, expect, it } from '@jest/globals';
import { parsePostmasterPid } from './postmaster-pid.js';

const READY = '4711\n/data\n1790000000\n5433\n\n127.0.0.1\n  2205273     32777\nready   \n';

describe('what a server says in postmaster.pid', () => {
  it('names its process, its port and that it is ready', () => {
    expect(parsePostmasterPid(READY)).toEqual({ pid: 4711, port: 5433, ready: true });
  });

  it('is not ready while it starts or stops', () => {
    for (const status of ['starting', 'stopping', 'standby ']) {
      expect(parsePostmasterPid(READY.replace('ready   ', status))?.ready).toBe(false);
    }
  });

  it('has no port yet while the file is being written', () => {
    expect(parsePostmasterPid('4711\n/data\n1790000000\n')).toEqual({
      pid: 4711,
      port: undefined,
      ready: false,
    });
  });

  it('says nothing when it is empty or bogus', () => {
    expect(parsePostmasterPid('')).toBeUndefined();
    expect(parsePostmasterPid('-1\n')).toBeUndefined();
    expect(parsePostmasterPid('postmaster\n')).toBeUndefined();
  });
});
