import type { Rule } from './read-settings.js';
import type { Settings } from './settings.js';
import { problemsOfShopify, shopifySettings } from './shopify-settings.js';

type Name = keyof Settings;
type Found = Iterable<readonly [Name, string]>;

/** A rule about the settings that it names, and about no others: it is told as soon as these are sound. */
function rule<N extends Name>(
  reads: readonly N[],
  problemsOf: (values: Pick<Settings, N>) => Found,
): Rule {
  return { reads, problemsOf: (values) => problemsOf(values as Pick<Settings, N>) };
}

/** What belongs together: half of a client connects nobody. */
const CLIENTS = [
  ['PINTEREST_CLIENT_ID', 'PINTEREST_CLIENT_SECRET'],
  ['KLAVIYO_CLIENT_ID', 'KLAVIYO_CLIENT_SECRET'],
  ['ANTHROPIC_OAUTH_CLIENT_ID', 'ANTHROPIC_OAUTH_AUTHORIZE_URL', 'ANTHROPIC_OAUTH_TOKEN_URL'],
] as const satisfies readonly (readonly Name[])[];

/** What Coinslot's settings must be together. */
export const rules: readonly Rule[] = [
  rule(['VAULT_KEYS', 'VAULT_ACTIVE_KEY'], function* ({ VAULT_KEYS, VAULT_ACTIVE_KEY }) {
    if (VAULT_KEYS.has(VAULT_ACTIVE_KEY)) return;
    yield ['VAULT_ACTIVE_KEY', 'must be one of the ids in VAULT_KEYS'];
  }),
  rule(['NETWORKS', 'RPC_URLS'], function* ({ NETWORKS, RPC_URLS }) {
    for (const network of NETWORKS) {
      if (!RPC_URLS.has(network)) yield ['RPC_URLS', `must have an entry for ${network}`];
    }
  }),
  rule(['FACILITATOR_URL', 'FACILITATOR_PRIVATE_KEY', 'SOLANA_FEE_PAYER_KEY'], whoSettles),
  rule(['FACILITATOR_URL', 'FACILITATOR_TOKEN'], function* (values) {
    const origins = new Set(values.FACILITATOR_URL.map(({ url }) => new URL(url).origin));
    if (origins.size <= 1 || values.FACILITATOR_TOKEN.forAll === undefined) return;
    const reason = 'must be `origin=token` pairs when there are several facilitators';
    yield ['FACILITATOR_TOKEN', reason];
  }),
  rule(
    ['FACILITATOR_URL', 'FACILITATOR_PRIVATE_KEY', 'SOLANA_FEE_PAYER_KEY', 'NETWORKS'],
    unserved,
  ),
  rule(
    [
      'FACILITATOR_URL',
      'FACILITATOR_TOKEN',
      'FACILITATOR_KEY_ID',
      'FACILITATOR_KEY_SECRET',
      'FACILITATOR_KEY_ORIGIN',
    ],
    requestKey,
  ),
  rule(['EXTERNAL_ISSUERS', 'PUBLIC_URL'], function* ({ EXTERNAL_ISSUERS, PUBLIC_URL }) {
    if (EXTERNAL_ISSUERS.every(({ issuer }) => issuer !== PUBLIC_URL)) return;
    yield ['EXTERNAL_ISSUERS', 'must not name PUBLIC_URL: this server issues its own tokens'];
  }),
  rule(['NODE_ENV', 'EXTERNAL_ISSUERS'], function* ({ NODE_ENV, EXTERNAL_ISSUERS }) {
    const urls = EXTERNAL_ISSUERS.flatMap(({ issuer, keys }) =>
      keys.kind === 'jwks' ? [issuer, keys.url] : [issuer],
    );
    if (NODE_ENV !== 'production' || urls.every((url) => url.startsWith('https://'))) return;
    yield ['EXTERNAL_ISSUERS', 'must be https in production'];
  }),
  rule(['NODE_ENV', 'PUBLIC_URL'], function* ({ NODE_ENV, PUBLIC_URL }) {
    if (NODE_ENV !== 'production' || PUBLIC_URL.startsWith('https://')) return;
    yield ['PUBLIC_URL', 'must be https in production'];
  }),
  rule(Object.keys(shopifySettings) as (keyof typeof shopifySettings)[], problemsOfShopify),
  ...CLIENTS.map((names) =>
    rule<(typeof names)[number]>(names, function* (values) {
      const missing = names.filter((name) => values[name as keyof typeof values] === undefined);
      if (missing.length === names.length) return;
      for (const name of missing) yield [name, `give all of ${names.join(', ')} or none`];
    }),
  ),
];

type Settlers = Pick<
  Settings,
  'FACILITATOR_URL' | 'FACILITATOR_PRIVATE_KEY' | 'SOLANA_FEE_PAYER_KEY'
>;

/** Which networks each hot key serves, by the beginning of their ids. */
const HOT_KEYS = [
  ['FACILITATOR_PRIVATE_KEY', 'eip155:', 'EVM chains'],
  ['SOLANA_FEE_PAYER_KEY', 'solana:', 'clusters of Solana'],
] as const;

/** Somebody settles on each network, and where a hot key serves it nobody else does. */
function* whoSettles(settings: Settlers): Found {
  const { FACILITATOR_URL: list } = settings;
  const keys = HOT_KEYS.filter(([name]) => settings[name] !== undefined);
  if (list.length === 0 && keys.length === 0) {
    yield ['FACILITATOR_URL', 'must be given where FACILITATOR_PRIVATE_KEY is not'];
  }
  for (const [name, namespace, served] of keys) {
    // An entry without a network is asked about all of them.
    if (!list.some(({ network = namespace }) => network.startsWith(namespace))) continue;
    const reason = `must be left out beside ${name}, or hold only \`network=url\` entries of networks that are not ${served}`;
    yield ['FACILITATOR_URL', reason];
  }
}

function* unserved(settings: Settlers & Pick<Settings, 'NETWORKS'>): Found {
  const { FACILITATOR_URL: list, NETWORKS } = settings;
  const keys = HOT_KEYS.filter(([name]) => settings[name] !== undefined);
  if (list.length === 0 && keys.length === 0) return;
  for (const network of NETWORKS) {
    const isServed =
      list.some((entry) => (entry.network ?? network) === network) ||
      keys.some(([, namespace]) => network.startsWith(namespace));
    if (!isServed) yield ['FACILITATOR_URL', `must have an entry for ${network}`];
  }
}

/** Half of a key signs nothing, and one for a facilitator that is not asked signs nothing either. */
function* requestKey({
  FACILITATOR_URL: list,
  FACILITATOR_TOKEN: tokens,
  FACILITATOR_KEY_ID: id,
  FACILITATOR_KEY_SECRET: secret,
  FACILITATOR_KEY_ORIGIN: place,
}: Pick<
  Settings,
  | 'FACILITATOR_URL'
  | 'FACILITATOR_TOKEN'
  | 'FACILITATOR_KEY_ID'
  | 'FACILITATOR_KEY_SECRET'
  | 'FACILITATOR_KEY_ORIGIN'
>): Found {
  if (id === undefined && secret === undefined) return;
  if (id === undefined) yield ['FACILITATOR_KEY_ID', 'is needed beside FACILITATOR_KEY_SECRET'];
  if (secret === undefined) yield ['FACILITATOR_KEY_SECRET', 'is needed beside FACILITATOR_KEY_ID'];
  if (!list.some(({ url }) => new URL(url).origin === place)) {
    yield ['FACILITATOR_KEY_ORIGIN', 'must be the origin of an entry of FACILITATOR_URL'];
  }
  if (tokens.forAll !== undefined || tokens.byOrigin.has(place)) {
    const reason = 'must have no token for FACILITATOR_KEY_ORIGIN, whose requests are signed';
    yield ['FACILITATOR_TOKEN', reason];
  }
}
