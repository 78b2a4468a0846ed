const DAY_MS = 24 * 3600 * 1000;
const day = (ahead) => new Date(Date.now() + ahead * DAY_MS).toISOString().slice(0, 10);
const YEAR = `from=${day(-364)}&to=${day(1)}`;
const OURS = `${YEAR}&tz=Europe%2FBerlin`;
const ACCOUNT = `${YEAR}&source=anthropic`;

/** What a console begins with. */
export const OVERVIEW = `/insights/summary?${OURS}`;

/**
 * What the pages of a console ask, for a year each: ten of a kind and the others together, as long as nobody asks
 * for more. The last of them are the largest answers there are. Who I am is there to compare with: the smallest
 * question that looks into the database.
 */
export const QUESTIONS = [
  ['who I am', '/me'],
  ['summary, compared', OVERVIEW],
  ['earnings, compared', `/insights/earnings?${OURS}`],
  ['earnings by resource', `/insights/earnings?${OURS}&by=resource`],
  ['usage of calls by model', `/insights/usage?${OURS}&measure=tokens&by=model`],
  ['costs of calls by resource', `/insights/costs?${OURS}&by=resource`],
  ['margin by resource', `/insights/margin?${OURS}&by=resource`],
  ['failures by reason', `/insights/failures?${OURS}&by=reason`],
  ['funnel', `/insights/funnel?${OURS}`],
  ['payments tried by resource', `/insights/demand?${OURS}&measure=tried&by=resource`],
  ['activity', '/insights/activity?limit=50'],
  ['requests of an account', `/insights/usage?${ACCOUNT}&measure=requests`],
  ['tokens of an account by workspace', `/insights/usage?${ACCOUNT}&measure=tokens&by=workspace`],
  ['tokens of an account by model', `/insights/usage?${ACCOUNT}&measure=tokens&by=model`],
  ['cost of an account by workspace', `/insights/costs?${ACCOUNT}&by=workspace`],
  [
    'cost of one workspace by model',
    `/insights/costs?${ACCOUNT}&by=model&filter=workspace:wrkspc_0001`,
  ],
  ['cost of an account as CSV', `/insights/costs?${ACCOUNT}&by=workspace&format=csv`],
  ['forecast of earnings', '/insights/forecast?of=earnings&tz=Europe%2FBerlin'],
  ['forecast of an account', '/insights/forecast?of=providerCost&source=anthropic'],
  ['budgets', '/insights/budgets'],
  ['tokens by each of 20 models', `/insights/usage?${ACCOUNT}&measure=tokens&by=model&top=50`],
  ['cost by each of 50 workspaces', `/insights/costs?${ACCOUNT}&by=workspace&top=50`],
  ['the same as CSV', `/insights/costs?${ACCOUNT}&by=workspace&top=50&format=csv`],
];
