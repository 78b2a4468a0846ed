import { describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { ANVIL_PACKAGES, findAnvil, programOf } from './anvil-binary.js';

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

describe('the packages of anvil', () => {
  interface Locked {
    readonly packages: Readonly<
      Record<
        string,
        {
          readonly os?: readonly string[];
          readonly cpu?: readonly string[];
          readonly optional?: boolean;
          readonly integrity?: string;
          readonly bin?: Readonly<Record<string, string>>;
        }
      >
    >;
  }

  it.each(Object.entries(ANVIL_PACKAGES))('are locked for %s: %s', async (platform, name) => {
    const { packages } = JSON.parse(await readFile('package-lock.json', 'utf8')) as Locked;
    const [os = '', cpu = ''] = platform.split('-');
    const locked = packages[`node_modules/${name}`];
    expect(locked).toMatchObject({ os: [os], cpu: [cpu], optional: true });
    expect(locked?.integrity).toMatch(/^sha512-/);
    const program = programOf({
      platform: os as NodeJS.Platform,
      arch: cpu as NodeJS.Architecture,
    });
    expect(program).toBe(`${name}/${locked?.bin?.['anvil']}`);
  });

  it('are found where there is one for the machine, and asked for on the PATH elsewhere', () => {
    expect(() => programOf({ platform: 'sunos', arch: 'x64' })).toThrow('no anvil for sunos-x64');
  });
});
