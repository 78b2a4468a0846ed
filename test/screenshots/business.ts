import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { MeasureSuccessJob } from '../../src/modules/execution/usage/measure-success.job.js';
import type { ApiClient } from '../../src/sandbox/api-client.js';
import { type LlmStandIn, startLlmStandIn } from '../../src/sandbox/llm/llm-stand-in.js';
import { ProviderServer } from '../../src/sandbox/providers/provider-server.js';
import { serveConsole } from '../console/console-server.js';
import { plantBusiness } from '../console/sales.js';
import { Buyer } from '../e2e/buyer.js';
import { Refunding } from '../e2e/refunding.js';
import { type Listing, NETWORK, publish, type Shop } from '../e2e/shop.js';
import { AccountsGround, type Person } from '../insights/provider-accounts-ground.js';
import { plantedKeys, standInSettings } from '../integrations/planted-keys.js';
import { countModels, until } from '../models/models-server.js';
import { DRAFT, FORECAST, HAIKU, LAUNCH_LIST, OTHERS, PLAIN_WORDS } from './listings.js';
import { hearAll } from './webhooks.js';

/** A creator who has sold for a year, with everything that pages of the console and the shop show. */
export interface Business {
  readonly shop: Shop;
  /** Of the creator's wallet. */
  readonly key: `0x${string}`;
  /** Somebody who has just signed in for the first time. */
  readonly newcomer: `0x${string}`;
  readonly haiku: Listing;
  readonly draftId: string;
  readonly webhookId: string;
  stop(): Promise<void>;
}

const DAYS = 365;
const PLAN = { tier: 'Team', price: '150.00', cycle: 'monthly' };
const BUDGET = {
  name: 'Anthropic in a month',
  amountUsd: '400',
  period: 'month',
  tz: 'UTC',
  scope: { of: 'anthropic' },
  thresholds: [80, 100],
  pause: null,
};

/** Opens a {@link Business} on a server of its own. */
export async function openBusiness(): Promise<Business> {
  const services = await ProviderServer.start({ size: { workspaces: 4, models: 3 } });
  const models = await startLlmStandIn(services);
  const shop = await serveConsole({ ...standInSettings(services), ...settingsOf(models) });
  const key = generatePrivateKey();
  const haiku = await sell(shop, 'ada', 'Ada Lovelace', HAIKU, key);
  const { creator } = haiku;
  const resources = [haiku.id];
  for (const listing of [PLAIN_WORDS, FORECAST, LAUNCH_LIST]) {
    resources.push(await sellAlso(creator, listing));
  }
  for (const { username, name, listing } of OTHERS) await sell(shop, username, name, listing);
  const { id } = await creator.send<{ id: string }>('GET', '/me');
  await plantBusiness(shop.owner, id, resources, DAYS);
  await measureSuccess(shop);
  const webhook = await hearAll(shop, creator);
  await askForRefunds(shop, haiku);
  await connect(shop, services, { id, api: creator });
  await setUp(creator, privateKeyToAccount(key).address);
  const { id: draftId } = await creator.send<{ id: string }>('POST', '/resources', DRAFT);
  await webhook.end();
  await until(async () => (await countModels(shop.owner)) > 0);
  const stop = async () => {
    await shop.stop();
    await Promise.all([models.stop(), services.stop()]);
  };
  return { shop, key, newcomer: generatePrivateKey(), haiku, draftId, webhookId: webhook.id, stop };
}

function settingsOf({ anthropicUrl, openrouterUrl }: LlmStandIn) {
  return {
    PLATFORM_FEE_BPS: '250',
    ANTHROPIC_BASE_URL: anthropicUrl,
    OPENROUTER_BASE_URL: openrouterUrl,
    EGRESS_ALLOW: '127.0.0.0/8',
  };
}

/** The first of a creator's resources goes on sale under the name that people read. */
async function sell(
  shop: Shop,
  username: string,
  displayName: string,
  listing: object,
  key = generatePrivateKey(),
): Promise<Listing> {
  const published = await publish(shop.origin, listing, key);
  await published.creator.send('PATCH', '/me', { username, displayName });
  const slug = published.url.split('/').at(-1);
  return { ...published, url: `${shop.origin}/@${username}/${slug}` };
}

async function sellAlso(creator: ApiClient, listing: object): Promise<string> {
  const { id } = await creator.send<{ id: string }>('POST', '/resources', listing);
  await creator.send('POST', `/resources/${id}/publish`);
  return id;
}

/** What the shop says of how calls ended: runs ended when they were logged, and as they were. */
async function measureSuccess({ app, owner }: Shop): Promise<void> {
  await owner.query(`ANALYZE executions, x402_prompt_template_usage_logs`);
  await owner.query(
    `UPDATE executions run SET finished_at = log.created_at,
         status = CASE log.status WHEN 'paid' THEN 'succeeded' ELSE 'failed' END
       FROM x402_prompt_template_usage_logs log WHERE log.execution_id = run.id`,
  );
  await app.get(MeasureSuccessJob, { strict: false }).run();
}

/** Two buyers are waiting for an answer, and one for money. */
async function askForRefunds(shop: Shop, haiku: Listing): Promise<void> {
  const buyer = await Buyer.with(shop.chain);
  const refunding = new Refunding(shop);
  const reasons = ['It has four lines, and none is about the sea.', 'I asked for two of them.'];
  for (const reason of reasons) {
    await refunding.request(buyer, await refunding.buy(haiku, buyer), { reason });
  }
  await refunding.owe(haiku, buyer);
}

/** Connects services, reads what an account of one used, and watches it with a budget. */
async function connect(shop: Shop, services: ProviderServer, person: Person): Promise<void> {
  const { api } = person;
  for (const name of ['anthropic', 'resend']) {
    await api.send('POST', `/integrations/${name}/connect`, { apiKey: plantedKeys[name]?.key() });
  }
  await new AccountsGround(shop, services).collectAll(person);
  await api.send('PUT', '/integrations/anthropic/plan', { ...PLAN, nextPayment: nextMonth() });
  await api.send('POST', '/insights/budgets', BUDGET);
}

/** The first day of it, as the API names days. */
function nextMonth(now = new Date()): string {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1))
    .toISOString()
    .slice(0, 10);
}

async function setUp(api: ApiClient, address: string): Promise<void> {
  await api.send('PUT', `/me/payout-wallets/${NETWORK}`, { address });
  await api.send('POST', '/api-keys', { name: 'Nightly export', scopes: ['read'] });
  await api.send('POST', '/api-keys', { name: 'Deploys', scopes: ['read', 'publish'] });
}
