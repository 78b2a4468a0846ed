import { describe, expect, it } from '@jest/globals';
import { findAnvil } from './anvil-binary.js';

const missing = () => {
  throw new Error('MODULE_NOT_FOUND');
};

describe('looking for anvil', () => {
  it('takes the one of the platform package before the one on the PATH', () => {
    const sources = { fromPackage: () => '/modules/anvil', onPath: () => true };
    expect(findAnvil(sources)).toBe('/modules/anvil');
  });

  it('takes the one on the PATH where the platform package is not installed', () => {
    expect(findAnvil({ fromPackage: missing, onPath: () => true })).toBe('anvil');
  });

  it('says what to install when there is none', () => {
    expect(() => findAnvil({ fromPackage: missing, onPath: () => false })).toThrow(
      /npm install.*getfoundry\.sh/,
    );
  });
});
