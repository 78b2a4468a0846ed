import { type Environment, readSettings } from './read-settings.js';
import type { Declared } from './setting.js';
import { settings, type Settings } from './settings.js';
import { problemsOfShopify } from './shopify-settings.js';

/** The validated configuration of one process. */
export type Config = Readonly<Settings>;

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
  refuseRequestKey(values, refuse);
  refuseIssuers(values, refuse);
  for (const [name, message] of problemsOfShopify(values)) refuse(name, message);
  refuseClients(values, refuse);
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

/** Half of a key signs nothing, and one for a facilitator that is not asked signs nothing either. */
function refuseRequestKey(
  {
    FACILITATOR_URL: list,
    FACILITATOR_TOKEN: tokens,
    FACILITATOR_KEY_ID: id,
    FACILITATOR_KEY_SECRET: secret,
    FACILITATOR_KEY_ORIGIN: place,
  }: Settings,
  refuse: (name: keyof Settings, message: string) => void,
): void {
  if (id === undefined && secret === undefined) return;
  if (id === undefined) refuse('FACILITATOR_KEY_ID', 'is needed beside FACILITATOR_KEY_SECRET');
  if (secret === undefined) refuse('FACILITATOR_KEY_SECRET', 'is needed beside FACILITATOR_KEY_ID');
  if (!list.some(({ url }) => new URL(url).origin === place)) {
    refuse('FACILITATOR_KEY_ORIGIN', 'must be the origin of an entry of FACILITATOR_URL');
  }
  if (tokens.forAll !== undefined || tokens.byOrigin.has(place)) {
    refuse(
      'FACILITATOR_TOKEN',
      'must have no token for FACILITATOR_KEY_ORIGIN, whose requests are signed',
    );
  }
}

/** What each configuration was read from: settings of one's own are read from the same. */
const environments = new WeakMap<Config, Environment>();

function refuseIssuers(
  { EXTERNAL_ISSUERS: issuers, PUBLIC_URL: own, NODE_ENV: mode }: Settings,
  refuse: (name: keyof Settings, message: string) => void,
): void {
  if (issuers.some(({ issuer }) => issuer === own)) {
    refuse('EXTERNAL_ISSUERS', 'must not name PUBLIC_URL: this server issues its own tokens');
  }
  const urls = issuers.flatMap(({ issuer, keys }) =>
    keys.kind === 'jwks' ? [issuer, keys.url] : [issuer],
  );
  if (mode === 'production' && !urls.every((url) => url.startsWith('https://'))) {
    refuse('EXTERNAL_ISSUERS', 'must be https in production');
  }
}

/** What belongs together: half of a client connects nobody. */
const CLIENTS = [
  ['PINTEREST_CLIENT_ID', 'PINTEREST_CLIENT_SECRET'],
  ['KLAVIYO_CLIENT_ID', 'KLAVIYO_CLIENT_SECRET'],
  ['ANTHROPIC_OAUTH_CLIENT_ID', 'ANTHROPIC_OAUTH_AUTHORIZE_URL', 'ANTHROPIC_OAUTH_TOKEN_URL'],
] as const;

function refuseClients(
  values: Settings,
  refuse: (name: keyof Settings, message: string) => void,
): void {
  for (const names of CLIENTS) {
    const missing = names.filter((name) => values[name] === undefined);
    if (missing.length === names.length) continue;
    for (const name of missing) refuse(name, `give all of ${names.join(', ')} or none`);
  }
}

/**
 * Reads the environment strictly; empty values count as unset.
 * @param own settings that modules of other teams declare, looked at together with Coinslot's
 * @throws {ConfigError} naming every variable that is missing or wrong, never showing its value.
 */
export function parseConfig(environment: Environment, own: readonly Declared[] = []): Config {
  const config = readSettings(environment, checked, settings.shape, own);
  environments.set(config, environment);
  return config;
}

/**
 * Looks at what is given, and not at what is missing: what the sandbox will provide comes later. It
 * provides none of `own`.
 * @throws {ConfigError}
 */
export function assertGiven(environment: Environment, own: readonly Declared[] = []): void {
  readSettings(environment, settings.partial(), settings.shape, own);
}

const migrationSettings = settings
  .pick({ DATABASE_URL: true, DATABASE_OWNER_URL: true })
  .required({ DATABASE_OWNER_URL: true });

/** Reads the two settings of the migrate command. @throws {ConfigError} */
export function parseMigrationConfig(environment: Environment) {
  return readSettings(environment, migrationSettings, settings.shape);
}

/** The environment that `config` was read from, by {@link parseConfig}. */
export function environmentOf(config: Config): Environment {
  const environment = environments.get(config);
  if (environment !== undefined) return environment;
  throw new Error('settings of one’s own are read with the configuration as parseConfig made it');
}
