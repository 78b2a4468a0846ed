import { z } from 'zod';
import { settings, type Settings } from './settings.js';

/** The validated configuration of one process. */
export type Config = Readonly<Settings>;

/** Environment variables as the operating system gives them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Settings that are missing or malformed; the message names each with its reason and an example. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly string[]) {
    super(`Coinslot cannot start:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}

const checked = settings.superRefine((values, context) => {
  const refuse = (name: keyof Settings, message: string) =>
    context.addIssue({ code: 'custom', path: [name], message });

  if (!values.VAULT_KEYS.has(values.VAULT_ACTIVE_KEY)) {
    refuse('VAULT_ACTIVE_KEY', 'must be one of the ids in VAULT_KEYS');
  }
  for (const network of values.NETWORKS) {
    if (!values.RPC_URLS.has(network)) refuse('RPC_URLS', `must have an entry for ${network}`);
  }
  refuseFacilitators(values, refuse);
  if (values.NODE_ENV === 'production' && !values.PUBLIC_URL.startsWith('https://')) {
    refuse('PUBLIC_URL', 'must be https in production');
  }
});

function refuseFacilitators(
  {
    FACILITATOR_URL: list,
    FACILITATOR_PRIVATE_KEY: key,
    FACILITATOR_TOKEN: tokens,
    NETWORKS: networks,
  }: Settings,
  refuse: (name: keyof Settings, message: string) => void,
): void {
  const isOwn = (network = 'eip155:') => key !== undefined && network.startsWith('eip155:');
  if ((list.length === 0 && key === undefined) || list.some(({ network }) => isOwn(network))) {
    refuse('FACILITATOR_URL', 'give exactly one of FACILITATOR_URL and FACILITATOR_PRIVATE_KEY');
    return;
  }
  const origins = new Set(list.map(({ url }) => new URL(url).origin));
  if (origins.size > 1 && tokens.forAll !== undefined) {
    refuse('FACILITATOR_TOKEN', 'must be `origin=token` pairs when there are several facilitators');
  }
  for (const network of networks) {
    const isServed = list.some((entry) => (entry.network ?? network) === network);
    if (!isOwn(network) && !isServed) {
      refuse('FACILITATOR_URL', `must have an entry for ${network}`);
    }
  }
}

/**
 * Reads the environment strictly; empty values count as unset.
 * @throws {ConfigError} naming every variable that is missing or wrong, never showing its value.
 */
export function parseConfig(environment: Environment): Config {
  return parseWith(checked, environment);
}

/**
 * Looks at what is given, and not at what is missing: what the sandbox will provide comes later.
 * @throws {ConfigError}
 */
export function assertGiven(environment: Environment): void {
  parseWith(settings.partial(), environment);
}

const migrationSettings = settings
  .pick({ DATABASE_URL: true, DATABASE_OWNER_URL: true })
  .required({ DATABASE_OWNER_URL: true });

/** Reads the two settings of the migrate command. @throws {ConfigError} */
export function parseMigrationConfig(environment: Environment) {
  return parseWith(migrationSettings, environment);
}

function parseWith<T extends z.ZodType>(schema: T, environment: Environment): z.infer<T> {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw new ConfigError(result.error.issues.map((issue) => explain(issue, given)));
}

function explain(issue: z.core.$ZodIssue, given: Environment): string {
  const name = String(issue.path[0]);
  const reason =
    given[name] === undefined && issue.code !== 'custom' ? 'is missing' : issue.message;
  const notes = settings.shape[name as keyof Settings]?.meta();
  return `${name}: ${reason}. ${notes?.['description']}. Example: ${name}=${notes?.['example']}`;
}
