import { type DynamicModule, Module } from '@nestjs/common';
import type { ConfigObject } from '@nestjs/config';
import type { Config } from './config.js';

/** The validated configuration, whole. It stays in this folder: whoever runs injects a namespace. */
const SETTINGS = Symbol('SETTINGS');

/** What `registerAs` makes of a pick by `fromSettings`. */
interface Namespace {
  (settings?: Config): ConfigObject;
  readonly KEY: string | symbol;
}

/**
 * Hands each capability its namespace, and nothing else. It stands in for the module of the same name
 * in `@nestjs/config`, whose `ConfigService` would show every namespace, and the environment behind
 * it, to everybody.
 */
@Module({})
export class ConfigModule {
  /** @param config validated once, by `parseConfig`: what every namespace is picked from */
  static forRoot(config: Config): DynamicModule {
    return {
      module: ConfigModule,
      global: true,
      providers: [{ provide: SETTINGS, useValue: config }],
      exports: [SETTINGS],
    };
  }

  /** Lets the importing module inject `namespace.KEY`. */
  static forFeature(namespace: Namespace): DynamicModule {
    return {
      module: ConfigModule,
      providers: [{ provide: namespace.KEY, useFactory: namespace, inject: [SETTINGS] }],
      exports: [namespace.KEY],
    };
  }
}
