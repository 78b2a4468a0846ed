import { Inject, Injectable, Module } from '@nestjs/common';
import { type ConfigType, registerAs } from '@nestjs/config';
import { Test } from '@nestjs/testing';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { Secret } from '../crypto/index.js';
import {
  assertGiven,
  ConfigError,
  ConfigModule,
  findOwnSettings,
  fromOwnSettings,
  httpUrl,
  parseConfig,
  secret,
  setting,
} from './index.js';

const acmeConfig = registerAs(
  'acme',
  fromOwnSettings({
    ACME_BASE_URL: setting(
      { description: 'Where Acme is reached', example: 'https://api.acme.example' },
      httpUrl.default('https://api.acme.example'),
    ),
    ACME_TOKEN: setting(
      { description: 'What Acme knows us by', example: 'change-me-change-me' },
      secret(16),
    ),
  }),
);

@Injectable()
class Acme {
  constructor(@Inject(acmeConfig.KEY) readonly config: ConfigType<typeof acmeConfig>) {}
}

@Module({ imports: [ConfigModule.forFeature(acmeConfig)], providers: [Acme], exports: [Acme] })
class AcmeModule {}

@Injectable()
class Curious {
  constructor(@Inject(acmeConfig.KEY) readonly config: ConfigType<typeof acmeConfig>) {}
}

@Module({ imports: [AcmeModule], providers: [Curious] })
class CuriousModule {}

/** Reaches the settings through everything that `imports` may hold. */
@Module({
  imports: [{ module: class Outer {}, imports: [Promise.resolve({ module: AcmeModule })] }],
})
class DeepModule {}

const complete = {
  PUBLIC_URL: 'https://api.example.com',
  DATABASE_URL: 'postgres://coinslot:password@127.0.0.1:5432/coinslot',
  AUTH_SECRET: 'a'.repeat(32),
  VAULT_KEYS: 'k1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=',
  VAULT_ACTIVE_KEY: 'k1',
  RECEIPT_KEYS: 'r1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=',
  NETWORKS: 'eip155:8453',
  RPC_URLS: 'eip155:8453=https://rpc.example.com',
  FACILITATOR_URL: 'https://facilitator.example.com',
  ACME_TOKEN: 'planted-token-of-acme',
};

const problemsOf = (read: () => unknown): readonly string[] => {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  throw new Error('the configuration was accepted');
};

const build = (module: typeof AcmeModule | typeof CuriousModule, environment: object = complete) =>
  Test.createTestingModule({
    imports: [ConfigModule.forRoot(parseConfig({ ...environment })), module],
  }).compile();

const notes = { description: 'Planted', example: 'planted' };
const declare = (name: string, type: z.ZodType) => () => fromOwnSettings({ [name]: type });

describe('settings of one’s own', () => {
  it('are read from the same environment, typed, and secrets as such', async () => {
    const { config } = (await build(AcmeModule)).get(Acme, { strict: false });
    expect(config.ACME_BASE_URL).toBe('https://api.acme.example');
    expect(config.ACME_TOKEN).toBeInstanceOf(Secret);
    expect(config.ACME_TOKEN.reveal()).toBe('planted-token-of-acme');
  });

  it('are for the module that imports them alone', async () => {
    await expect(build(CuriousModule)).rejects.toThrow(/Curious/);
  });

  it('are found wherever a module imports them, and told of with all that is wrong', async () => {
    const own = await findOwnSettings([DeepModule, AcmeModule]);
    expect(own).toHaveLength(1);
    const given = { ...complete, PORT: 'abc', ACME_BASE_URL: 'planted', ACME_TOKEN: 'planted' };
    expect(problemsOf(() => parseConfig(given, own))).toEqual([
      expect.stringMatching(/^PORT: must be a whole number/),
      'ACME_BASE_URL: must be an http or https URL. Where Acme is reached. Example: ACME_BASE_URL=https://api.acme.example',
      'ACME_TOKEN: must have at least 16 characters. What Acme knows us by. Example: ACME_TOKEN=change-me-change-me',
    ]);
    expect(problemsOf(() => assertGiven({ ACME_TOKEN: '' }, own))).toEqual([
      'ACME_TOKEN: is missing. What Acme knows us by. Example: ACME_TOKEN=change-me-change-me',
    ]);
  });

  it('are no secrets in production where they are the example that explains them', () => {
    const given = { NODE_ENV: 'production', ACME_TOKEN: 'change-me-change-me' };
    expect(problemsOf(() => assertGiven(given, [acmeConfig]))).toEqual([
      'ACME_TOKEN: must not hold the published example in production: everybody knows it. What Acme knows us by',
    ]);
  });

  it('stop an application that was not told of them before', async () => {
    const { ACME_TOKEN: _token, ...rest } = complete;
    await expect(build(AcmeModule, rest)).rejects.toThrow('ACME_TOKEN: is missing');
  });

  it('have names that Coinslot has not, and an explanation', () => {
    expect(declare('AUTH_SECRET', setting(notes, z.string()))).toThrow('of Coinslot');
    expect(declare('acme_url', setting(notes, z.string()))).toThrow('no name of a setting');
    expect(declare('ACME_URL', z.string())).toThrow('not explained');
  });

  it('are never made up from an environment that nobody validated', () => {
    expect(() => acmeConfig()).toThrow(
      "import ConfigModule from 'coinslot', not from '@nestjs/config'",
    );
    expect(() => acmeConfig({ ...parseConfig(complete) })).toThrow('as parseConfig made it');
  });
});
