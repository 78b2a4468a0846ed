import { type DynamicModule, Module } from '@nestjs/common';
import type { ConfigObject } from '@nestjs/config';
import type { Config } from './config.js';
import type { Declared } from './setting.js';

/** The validated configuration, whole. It stays in this folder: whoever runs injects a namespace. */
const SETTINGS = Symbol('SETTINGS');

/** What `registerAs` makes of a pick by `fromSettings`, or of `fromOwnSettings`. */
interface Namespace {
  (settings?: Config): ConfigObject;
  readonly KEY: string | symbol;
}

/** The modules that hand out settings of other teams, by what these declare. */
const owners = new WeakMap<object, Declared>();

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
    const module = {
      module: ConfigModule,
      providers: [{ provide: namespace.KEY, useFactory: namespace, inject: [SETTINGS] }],
      exports: [namespace.KEY],
    };
    if (isOwn(namespace)) owners.set(module, namespace);
    return module;
  }

  /** What the namespace declares that `module` hands out, where Coinslot does not know it itself. */
  static ownSettingsOf(module: object): Declared | undefined {
    return owners.get(module);
  }
}

function isOwn(namespace: Namespace): namespace is Namespace & Declared {
  return 'shape' in namespace;
}
