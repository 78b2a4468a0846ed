import { z } from 'zod';
import { Secret } from '../crypto/secret.js';

/** What a setting says of itself in `.env.example`, the README and start-up errors. */
interface SettingNotes {
  readonly description: string;
  readonly example: string;
  /** Whether it holds secrets that are not read into one `Secret`: a list of them, a key, a password in a URL. */
  readonly isSecret?: boolean;
}

/** Gives a type its explanation, which `settings` is documented from. */
export function setting<T extends z.ZodType>(notes: SettingNotes, type: T): T {
  return type.meta({ ...notes });
}

/** Types of settings by the names of their environment variables, each explained by {@link setting}. */
export type Shape = Readonly<Record<string, z.ZodType>>;

/** Settings that somebody declares. */
export interface Declared {
  readonly shape: Shape;
}

/**
 * Whether `text` holds a secret of the example that `type` is explained with: the whole of it, or one of
 * the entries of a list, under whatever name it stands there. Everybody can read the example.
 */
export function isPublished(type: z.ZodType, text: string): boolean {
  const { example, isSecret } = type.meta() ?? {};
  if (typeof example !== 'string') return false;
  if (isSecret !== true && !(type.safeParse(example).data instanceof Secret)) return false;
  const published = new Set(secretsIn(example));
  return secretsIn(text).some((secret) => published.has(secret));
}

/** The entries of a list, each without the `id:` or `origin=` in front of it. */
function secretsIn(text: string): string[] {
  return text
    .split(',')
    .map((entry) => entry.trim().replace(/^(?:[\w-]{1,32}:(?!\/\/)|https?:[^=]+=)/, ''));
}
