import type { z } from 'zod';

/** What a setting says of itself in `.env.example`, the README and start-up errors. */
interface SettingNotes {
  readonly description: string;
  readonly example: string;
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
