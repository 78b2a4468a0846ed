import { describe, expect, it } from '@jest/globals';
import { parseAllowance } from './allowance.js';

describe('what an operator allows', () => {
  it('is nothing by default', () => {
    const none = parseAllowance([]);
    expect(none?.names('localhost', 80)).toBe(false);
    expect(none?.includes('127.0.0.1')).toBe(false);
  });

  it('is hosts with their port, as URLs write them', () => {
    const allowance = parseAllowance(['Billing.Internal:80', '[0::1]:443', '127.1:8080']);
    expect(allowance?.names('billing.internal', 80)).toBe(true);
    expect(allowance?.names('[::1]', 443)).toBe(true);
    expect(allowance?.names('127.0.0.1', 8080)).toBe(true);
    expect(allowance?.names('billing.internal', 81)).toBe(false);
    expect(allowance?.names('x.billing.internal', 80)).toBe(false);
  });

  it('is ranges of addresses', () => {
    const allowance = parseAllowance(['10.1.0.0/16', 'fd00::/8']);
    expect(allowance?.includes('10.1.255.255')).toBe(true);
    expect(allowance?.includes('10.2.0.0')).toBe(false);
    expect(allowance?.includes('fd12::1')).toBe(true);
    expect(allowance?.includes('::ffff:10.1.0.1')).toBe(false);
    expect(allowance?.includes('no address')).toBe(false);
  });

  it.each([
    'localhost',
    '10.0.0.1',
    '10.0.0.0/33',
    'host:0',
    'host:65536',
    'http://host:80',
    'user@host:80',
    'host:80/path',
    'ho st:80',
    '::1:80',
    ':80',
    '*',
  ])('cannot be said as %s', (entry) => {
    expect(parseAllowance([entry])).toBeUndefined();
  });
});
