import { z } from 'zod';
import { type Config, environmentOf } from './config.js';
import { readSettings } from './read-settings.js';
import type { Declared, Shape } from './setting.js';
import { settings } from './settings.js';

/** What a module of another team declares: the namespace `registerAs` makes of it. */
export interface OwnSettings<S extends Shape = Shape> extends Declared {
  /** The values in force, once the configuration was read. */
  (config?: Config): z.infer<z.ZodObject<S>>;
  readonly shape: S;
}

const NAME = /^[A-Z][A-Z0-9_]{0,63}$/;

/**
 * What `registerAs` makes a namespace of whose settings Coinslot does not know: they are read from the
 * same environment, as strictly and with the same messages.
 * @param shape by names of environment variables: capitals, best with the team's name in front
 * @throws Error for a name that Coinslot uses itself, or a setting that is not explained by `setting`
 */
export function fromOwnSettings<S extends Shape>(shape: S): OwnSettings<S> {
  for (const [name, type] of Object.entries(shape)) assertOwn(name, type);
  const read = (config?: Config) => {
    if (config === undefined) {
      throw new Error(
        "a namespace is read with the configuration: import ConfigModule from 'coinslot', not from '@nestjs/config'",
      );
    }
    return readSettings(environmentOf(config), z.object(shape), { shape });
  };
  return Object.assign(read, { shape });
}

function assertOwn(name: string, type: z.ZodType): void {
  const { description, example } = type.meta() ?? {};
  if (!NAME.test(name)) throw new Error(`${name} is no name of a setting: capitals, digits and _`);
  if (Object.hasOwn(settings.shape, name)) {
    throw new Error(`${name} is a setting of Coinslot's own: give yours another name`);
  }
  if (typeof description !== 'string' || typeof example !== 'string') {
    throw new Error(`${name} is not explained: setting({ description, example }, …)`);
  }
}
