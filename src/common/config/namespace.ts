import type { ConfigObject } from '@nestjs/config';
import type { Config } from './config.js';

/**
 * What `registerAs` makes a capability's namespace of: a pick from the validated configuration. It is
 * called with the configuration of the application that is built, so that two of them in one process
 * do not share theirs; without it, as the loader of `@nestjs/config` would, it refuses to guess.
 */
export function fromSettings<T extends ConfigObject>(pick: (settings: Config) => T) {
  return (settings?: Config): T => {
    if (settings === undefined) {
      throw new Error(
        "a namespace is read from the validated configuration: import ConfigModule from 'coinslot', not from '@nestjs/config'",
      );
    }
    return pick(settings);
  };
}
