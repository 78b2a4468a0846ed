import { z } from 'zod';

/** What a setting says of itself in `.env.example`, the README and start-up errors. */
interface SettingNotes {
  readonly description: string;
  readonly example: string;
}

export const origin = z
  .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
  .refine(
    (value) => new URL(value).origin === value,
    'must be an origin: scheme, host and port without a path or a trailing slash',
  );
export const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });
export const postgresUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: 'must be a postgres:// URL',
});
export const wholeNumber = (min: number, max: number) => {
  const error = `must be a whole number from ${min} to ${max}`;
  return z.coerce.number({ error }).int(error).min(min, error).max(max, error);
};

/** Gives a type its explanation, which `settings` is documented from. */
export function setting<T extends z.ZodType>(notes: SettingNotes, type: T): T {
  return type.meta({ ...notes });
}
