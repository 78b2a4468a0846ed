import { join } from 'node:path';
import { privateKeyToAccount } from 'viem/accounts';
import type { Environment } from '../common/config/index.js';
import { migrate, type SchemaExtension } from '../common/database/index.js';
import { type LocalChain, startChain } from './chain/index.js';
import { mineOn } from './chain/mining.js';
import { connectAnvil, NETWORK, WALLET_FACTORY_ADDRESS } from './chain/network.js';
import { startLlmStandIn } from './llm/llm-stand-in.js';
import { findRunning, occupy } from './occupancy.js';
import { sandboxClient } from './providers/authorizations.js';
import { ProviderServer } from './providers/provider-server.js';
import { SHOPIFY_APP } from './providers/shopify-webhooks.js';
import { startPostgres } from './postgres/index.js';
import { provideSolana, type SandboxSolana, solanaSettings } from './provide-solana.js';
import { loadSecrets, type SandboxSecrets } from './secrets.js';

/** Where it keeps its data, in the folder that it is started in. */
export const SANDBOX_DIRECTORY = '.coinslot';

/** Test USDC the buyer's wallet is filled up to, in atomic units. */
const BUYER_FUNDS = 100_000_000n;

/** Everything the server needs that was not configured, running on this machine. */
export interface Sandbox {
  /** The environment, completed with what the sandbox provides. */
  readonly environment: Environment;
  readonly secrets: SandboxSecrets;
  /** Undefined when the networks are configured. */
  readonly chain: LocalChain | undefined;
  /** Undefined when the networks are configured. */
  readonly solana: SandboxSolana | undefined;
  /** The services that users connect. */
  readonly services: ProviderServer;
  stop(): Promise<void>;
}

/**
 * Provides what `given` leaves open: PostgreSQL, a chain with test USDC and a facilitator's key, stand-ins
 * for the models and for the services that users connect, secrets. What is configured is never replaced.
 * @param directory where data and secrets are kept between runs
 * @param extensions migrated as well, in a database that it provides
 * @throws {ConfigError} when another process runs in that folder, or when it cannot be written to
 */
export async function startSandbox(
  given: Environment,
  directory: string,
  extensions: readonly SchemaExtension[] = [],
): Promise<Sandbox> {
  const folder = await occupy(directory);
  const secrets = await loadSecrets(join(directory, 'secrets.json'));
  const parts = await Promise.all([
    provideDatabase(given, directory, secrets, extensions),
    provideChain(given, directory, secrets),
    provideServices(given),
  ]);
  const [, { chain, solana }, services] = parts;
  const environment: Environment = Object.assign(
    provideSettings(given, secrets),
    ...parts.map(({ settings }) => settings),
    // What may be reached besides is added to what is configured.
    { ...defined(given), EGRESS_ALLOW: services.settings['EGRESS_ALLOW'] },
  );
  await folder.tell(environment);
  const stop = async () => {
    await Promise.all(parts.map((part) => part.stop()));
    await folder.leave();
  };
  return { environment, secrets, chain, solana, services: services.providers, stop };
}

/**
 * What a command runs with beside the server of its folder: the same database and chain. Where no server runs,
 * a sandbox of the same data is started for as long as the command takes.
 * @throws {ConfigError} while the server starts
 */
export async function joinSandbox(
  given: Environment,
  directory: string,
): Promise<Pick<Sandbox, 'environment' | 'stop'>> {
  const running = await findRunning(directory);
  if (running?.environment === undefined) return startSandbox(given, directory);
  const environment = { ...running.environment, ...defined(given) };
  return { environment, stop: async () => undefined };
}

/** What users of the sandbox may sell and receive webhooks with: servers on their own machine. */
const OWN_MACHINE = ['127.0.0.1/32', '::1/128'];
/** Of a sandbox that other machines can reach: where webhooks are received (docs/webhooks.md). */
const WEBHOOK_RECEIVERS = ['127.0.0.1:8787', 'localhost:8787'];
const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

interface Part {
  readonly settings: Environment;
  stop(): Promise<void>;
}

const nothing: Part = { settings: {}, stop: async () => undefined };

function provideSettings(given: Environment, secrets: SandboxSecrets): Record<string, string> {
  return {
    PUBLIC_URL: localOrigin(given['PORT']),
    AUTH_SECRET: secrets.authSecret,
    ADMIN_API_KEY: secrets.adminKey,
    VAULT_KEYS: `sandbox:${secrets.vaultKey}`,
    RECEIPT_KEYS: `sandbox:${secrets.receiptKey}`,
    VAULT_ACTIVE_KEY: 'sandbox',
  };
}

/** An origin leaves the usual port out. What is no port is refused where settings are read. */
function localOrigin(port = '3000'): string {
  return port === '80' ? 'http://localhost' : `http://localhost:${port}`;
}

async function provideDatabase(
  given: Environment,
  directory: string,
  secrets: SandboxSecrets,
  extensions: readonly SchemaExtension[],
): Promise<Part> {
  if (given['DATABASE_URL']) return nothing;
  const server = await startPostgres({ directory: join(directory, 'postgres') });
  const url = `postgres://coinslot:${secrets.databasePassword}@${server.host}:${server.port}/coinslot`;
  await migrate(server.url('coinslot'), url, extensions);
  return { settings: { DATABASE_URL: url }, stop: () => server.stop() };
}

async function provideChain(
  given: Environment,
  directory: string,
  secrets: SandboxSecrets,
): Promise<Part & { chain?: LocalChain; solana?: SandboxSolana }> {
  if (given['NETWORKS']) return nothing;
  const [chain, solana] = await Promise.all([
    startChain({ stateFile: join(directory, 'chain.json') }),
    provideSolana(given, directory, secrets),
  ]);
  const buyer = privateKeyToAccount(secrets.buyerKey).address;
  await chain.fund(privateKeyToAccount(secrets.facilitatorKey).address, 0n);
  // To send refunds with.
  await chain.fund(privateKeyToAccount(secrets.creatorKey).address, 0n);
  const missing = BUYER_FUNDS - (await chain.usdcBalance(buyer));
  if (missing > 0n) await chain.fund(buyer, missing, { wei: 0n });
  const settings = {
    ...networkSettings(chain, solana),
    ...solanaSettings(solana, secrets),
    WALLET_FACTORIES: WALLET_FACTORY_ADDRESS,
    ...(!given['FACILITATOR_URL'] && { FACILITATOR_PRIVATE_KEY: secrets.facilitatorKey }),
  };
  const stopped = new AbortController();
  void mineOn(connectAnvil(chain.rpcUrl), stopped.signal);
  const stop = async () => {
    stopped.abort();
    await Promise.all([chain.stop(), 'missing' in solana ? undefined : solana.stop()]);
  };
  return { settings, chain, solana, stop };
}

function networkSettings({ rpcUrl }: LocalChain, solana: SandboxSolana): Environment {
  const nodes = [`${NETWORK}=${rpcUrl}`];
  if (!('missing' in solana)) nodes.push(`${solana.network}=${solana.rpcUrl}`);
  const networks = nodes.map((node) => node.slice(0, node.indexOf('=')));
  return { NETWORKS: networks.join(','), RPC_URLS: nodes.join(',') };
}

/** A real key in the environment means that the real provider is wanted. */
async function provideServices(
  given: Environment,
): Promise<Part & { readonly providers: ProviderServer }> {
  const providers = await ProviderServer.start();
  const models = await startLlmStandIn(providers);
  const wantsClaude = !given['ANTHROPIC_API_KEY'] && !given['ANTHROPIC_BASE_URL'];
  const wantsOpenRouter = !given['OPENROUTER_API_KEY'] && !given['OPENROUTER_BASE_URL'];
  const settings = {
    ...(wantsClaude && { ANTHROPIC_BASE_URL: models.anthropicUrl }),
    ...(wantsOpenRouter && { OPENROUTER_BASE_URL: models.openrouterUrl }),
    KLAVIYO_BASE_URL: providers.urls.klaviyo,
    RESEND_BASE_URL: providers.urls.resend,
    DYNAMIC_MOCKUPS_BASE_URL: providers.urls.dynamicMockups,
    PINTEREST_BASE_URL: providers.urls.pinterest,
    ...clientsOf(given, providers),
    // An app that was registered with Shopify is for real shops.
    ...(!given['SHOPIFY_CLIENT_ID'] && shopifySettings(providers)),
    EGRESS_ALLOW: [
      given['EGRESS_ALLOW'],
      providers.host,
      new URL(models.anthropicUrl).host,
      ...(LOOPBACK.has(given['HOST'] ?? '127.0.0.1') ? OWN_MACHINE : WEBHOOK_RECEIVERS),
    ]
      .filter(Boolean)
      .join(','),
  };
  const stop = async () => {
    await Promise.all([models.stop(), providers.stop()]);
  };
  return { settings, providers, stop };
}

function shopifySettings({ shopUrl }: ProviderServer): Environment {
  const { clientId, clientSecret } = SHOPIFY_APP;
  return {
    SHOPIFY_SHOP_URL: shopUrl,
    SHOPIFY_CLIENT_ID: clientId,
    SHOPIFY_CLIENT_SECRET: clientSecret,
  };
}

/** What an operator would have registered with the services, unless they have. */
function clientsOf(given: Environment, providers: ProviderServer): Environment {
  const services = ['pinterest', 'klaviyo'] as const;
  const clients = services
    .filter((service) => !given[`${service.toUpperCase()}_CLIENT_ID`])
    .map((service) => {
      const [name, { id, secret }] = [service.toUpperCase(), sandboxClient(service)];
      return {
        [`${name}_CLIENT_ID`]: id,
        [`${name}_CLIENT_SECRET`]: secret,
        [`${name}_AUTHORIZE_URL`]: providers.authorizeUrl(service),
      };
    });
  return Object.assign(
    { OPENROUTER_AUTHORIZE_URL: providers.authorizeUrl('openrouter') },
    ...clients,
  );
}

function defined(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value));
}
