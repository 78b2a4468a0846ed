import { Inject, Injectable, Module } from '@nestjs/common';
import { type ConfigType, registerAs } from '@nestjs/config';
import { Test } from '@nestjs/testing';
import { describe, expect, it } from '@jest/globals';
import { ConfigModule, fromSettings, parseConfig } from './index.js';

const keysConfig = registerAs(
  'keys',
  fromSettings((settings) => ({ kid: settings.VAULT_ACTIVE_KEY, port: settings.PORT })),
);

@Injectable()
class Keys {
  constructor(@Inject(keysConfig.KEY) readonly config: ConfigType<typeof keysConfig>) {}
}

@Injectable()
class Curious {
  constructor(@Inject(keysConfig.KEY) readonly config: ConfigType<typeof keysConfig>) {}
}

@Module({ imports: [ConfigModule.forFeature(keysConfig)], providers: [Keys], exports: [Keys] })
class KeysModule {}

@Module({ imports: [KeysModule], providers: [Curious] })
class CuriousModule {}

const environment = (port: string) => ({
  PUBLIC_URL: 'https://api.example.com',
  DATABASE_URL: 'postgres://coinslot:password@127.0.0.1:5432/coinslot',
  AUTH_SECRET: 'a'.repeat(32),
  VAULT_KEYS: 'k1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=',
  VAULT_ACTIVE_KEY: 'k1',
  RECEIPT_KEYS: 'r1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=',
  NETWORKS: 'eip155:8453',
  RPC_URLS: 'eip155:8453=https://rpc.example.com',
  FACILITATOR_URL: 'https://facilitator.example.com',
  PORT: port,
});

const build = (port: string, module: typeof KeysModule | typeof CuriousModule) =>
  Test.createTestingModule({
    imports: [ConfigModule.forRoot(parseConfig(environment(port))), module],
  }).compile();

describe('a namespace', () => {
  it('is picked from the validated configuration of its application, whatever another has', async () => {
    const [first, second] = await Promise.all([
      build('3001', KeysModule),
      build('3002', KeysModule),
    ]);
    expect(first.get(Keys, { strict: false }).config).toEqual({ kid: 'k1', port: 3001 });
    expect(second.get(Keys, { strict: false }).config).toEqual({ kid: 'k1', port: 3002 });
  });

  it('is for the module that imports it, and not for those that import that module', async () => {
    await expect(build('3001', CuriousModule)).rejects.toThrow(/Curious/);
  });

  it('is never made up from an environment that nobody validated', () => {
    expect(() => keysConfig()).toThrow('validated configuration');
    expect(() => keysConfig()).toThrow(
      "import ConfigModule from 'coinslot', not from '@nestjs/config'",
    );
  });
});
