import { describe, expect, it } from '@jest/globals';
import { callerKey } from './rate-limit.js';

const at = (address: string, userId?: string) => callerKey({ address, userId });

describe('a caller', () => {
  it('is the user, wherever they are', () => {
    expect(at('192.0.2.1', 'ada')).toBe(at('2001:db8::1', 'ada'));
    expect(at('192.0.2.1', 'ada')).not.toBe(at('192.0.2.1', 'bob'));
  });

  it('is the address of those without an account, never a user', () => {
    expect(at('192.0.2.1')).not.toBe(at('192.0.2.2'));
    expect(at('192.0.2.1')).not.toBe(at('192.0.2.1', '192.0.2.1'));
  });

  it('is one for all that cannot be told apart', () => {
    expect(at('nonsense')).toBe(at(''));
  });
});
