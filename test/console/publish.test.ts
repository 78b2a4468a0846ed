import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { generatePrivateKey } from 'viem/accounts';
import { StandIn } from '../../src/modules/execution/llm/contract/stand-in.js';
import { ApiClient } from '../../src/sandbox/api-client.js';
import { Buyer } from '../e2e/buyer.js';
import { answering } from '../e2e/claude.js';
import { type Endpoint, startEndpoint } from '../e2e/endpoint.js';
import { openRouterGiving, PAINTER, painting, POET } from '../e2e/openrouter.js';
import { stranger } from '../e2e/paid-elsewhere.js';
import { NETWORK, type Shop } from '../e2e/shop.js';
import { countModels, until } from '../models/models-server.js';
import { expressServer } from '../resources/x402-servers.js';
import { testServers } from '../setup/servers.js';
import { inChromium } from '../setup/browser.js';
import {
  expectAccessible,
  expectGoodInEveryLook,
  openConsole,
  type OpenPage,
} from './console-page.js';
import { serveConsole } from './console-server.js';

interface Owned {
  readonly id: string;
  readonly url: string;
  readonly status: string;
  readonly config: Record<string, unknown>;
}

const key = generatePrivateKey();
const SECRETS = ['planted-own-key', 'planted-header'];
const PIXEL =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYPj/HwADAgH/p9n0VwAAAABJRU5ErkJggg==';

const on = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });
const idIn = (page: Page) => /publish\/([0-9a-f-]{36})\//.exec(page.url())?.[1] ?? '';
/** A card of a step, by its heading. */
const card = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true });

/** Nothing that was typed stays in the browser, and it complained of nothing. */
async function leave({ page, complaints, close }: OpenPage): Promise<void> {
  const kept = (await page.evaluate(
    'JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])',
  )) as string;
  expect([...SECRETS, 'planted'].filter((secret) => kept.includes(secret))).toEqual([]);
  expect(complaints).toEqual([]);
  await close();
}

async function chooseModel(page: Page, words: string): Promise<void> {
  await on(page, 'Choose a model').first().click();
  const dialog = page.getByRole('dialog', { name: 'Choose a model' });
  await dialog.getByLabel('Search').fill(words);
  await until(async () => (await dialog.getByRole('listitem').count()) === 1);
  await dialog.getByRole('button', { name: /^Choose / }).click();
}

/** Ends step two, and takes step three. */
async function describe(page: Page, price?: string): Promise<void> {
  await on(page, 'Save and continue').click();
  await card(page, 'In the shop').getByLabel('Description').fill('What one gets');
  await page.getByText('You can use it').waitFor();
  await page.getByLabel('Category').selectOption('other');
  if (price !== undefined) await page.getByLabel('Dollars for a call').fill(price);
  await on(page, 'Save and continue').click();
  await card(page, 'What is missing').waitFor();
}

inChromium('publishing in the console', (browser) => {
  let shop: Shop;
  let openrouter: StandIn;
  let creator: ApiClient;
  let buyer: Buyer;
  let endpoint: Endpoint;
  beforeAll(async () => {
    openrouter = await StandIn.start();
    openrouter.answer(openRouterGiving([POET, PAINTER], painting('A picture', PIXEL)));
    shop = await serveConsole({
      OPENROUTER_BASE_URL: `${openrouter.url}/api/v1`,
      EGRESS_ALLOW: '127.0.0.1/32',
      PROVIDER_TERMS: 'require',
      // Nobody buys on the second one here: its node does not answer.
      NETWORKS: `${NETWORK},eip155:8453`,
      RPC_URLS: `${NETWORK}=${testServers().chain.rpcUrl},eip155:8453=http://127.0.0.1:1`,
    });
    creator = await ApiClient.signIn(shop.origin, key);
    buyer = await Buyer.with(shop.chain, 5_000_000n);
    endpoint = await startEndpoint();
    await until(async () => (await countModels(shop.owner)) > 0);
  });
  afterAll(async () => {
    endpoint.stop();
    await shop.stop();
    await openrouter.stop();
  });

  const open = (path: string, statuses: readonly number[] = []) =>
    openConsole(browser(), { origin: shop.origin, key, path, statuses });
  const owned = (id: string) => creator.send<Owned>('GET', `/resources/mine/${id}`);

  /** Takes step one, and names the draft. */
  async function begin(type: string, name: string, statuses?: number[]): Promise<OpenPage> {
    const opened = await open('/publish', statuses);
    await opened.page.getByRole('link', { name: type }).click();
    await opened.page.getByLabel('Name', { exact: true }).fill(name);
    return opened;
  }

  /** Puts on sale what nothing is missing of, and reads its address where it is shown. */
  async function sell(page: Page): Promise<string> {
    await card(page, 'What is missing').getByText('Nothing is missing.').waitFor();
    await on(page, 'Put it on sale').click();
    await card(page, 'Call it').waitFor();
    const { url } = await owned(idIn(page));
    await card(page, 'Call it').getByText(url, { exact: true }).waitFor();
    expect(await page.getByRole('link', { name: 'See it in the shop' }).getAttribute('href')).toBe(
      url,
    );
    return url;
  }

  it('leads a newcomer from nothing to a prompt that is bought', async () => {
    const opened = await open('/publish');
    const { page } = opened;
    await page.getByText('Claude: no key yet').first().waitFor();
    await page.getByRole('link', { name: 'Prompt with inputs' }).click();

    // Placeholders are checked while they are typed.
    await page.getByLabel('Name', { exact: true }).fill('Haiku on demand');
    const prompt = page.getByLabel('System prompt');
    await prompt.pressSequentially('planted: a {{ Tone }} haiku');
    await page.getByText('is no placeholder').waitFor();
    await prompt.fill('planted: write a {{tone}} haiku about {{topic}}.');
    await page.getByText('there is no parameter "tone"').waitFor();
    await on(page, /^Add parameter tone$/).click();
    await on(page, /^Add parameter topic$/).click();
    const names = page.getByLabel('Name', { exact: true });
    await names.nth(2).fill('topics');
    await page.getByText('"topics" is not used').waitFor();
    await names.nth(2).fill('topic');
    await page.getByLabel('Buyers have to send it').first().uncheck();
    await page.getByLabel('Otherwise').fill('calm');

    // Parameters are moved with the keyboard, which stays where it was.
    await on(page, 'Move topic up').focus();
    await page.keyboard.press('Enter');
    await page.getByText('topic is now number 1 of 2').waitFor();
    await until(
      async () => (await page.evaluate('document.activeElement.ariaLabel')) === 'Move topic down',
    );

    // What is missing is told at its place.
    await on(page, 'Save and continue').click();
    await page.getByText('Choose a model.').waitFor();
    await chooseModel(page, 'haiku claude');
    await page.getByText('no key is stored for Claude').waitFor();
    await expectAccessible(page);

    // From here on the server has it, and a reload loses nothing.
    await on(page, 'Save and continue').click();
    await card(page, 'In the shop').waitFor();
    await page.reload();
    await page.getByRole('link', { name: 'Configuration' }).click();
    expect(await prompt.inputValue()).toBe('planted: write a {{tone}} haiku about {{topic}}.');
    expect(await names.evaluateAll((all) => all.map((each) => Reflect.get(each, 'value')))).toEqual(
      ['topic', 'tone'],
    );
    await page.getByRole('link', { name: 'Details' }).click();

    const slug = page.getByLabel('Address');
    await slug.fill('mcp');
    await on(page, 'Use mcp-2').click();
    await page.getByText('You can use it').waitFor();
    await slug.fill('haiku');
    await page.getByLabel('Dollars for a call').fill('0.009');
    await on(page, 'Save and continue').click();
    await page.getByText('At least $0.01.').waitFor();
    await page.getByLabel('Dollars for a call').fill('0.05');
    await page.getByLabel('Description').fill('Three lines about anything');
    await page.getByLabel('Category').selectOption('writing');
    await on(page, 'Save and continue').click();

    // What is missing is mended where it is told.
    const missing = card(page, 'What is missing');
    await missing.getByLabel('Username').fill('ada');
    await missing.getByRole('button', { name: 'Save' }).click();
    await missing.getByRole('button', { name: 'Accept the terms of Anthropic' }).click();
    await missing.getByText('no usable key').waitFor();
    await expectAccessible(page);
    await missing.getByRole('link', { name: 'Connect a key' }).click();
    await page.getByRole('heading', { level: 1, name: 'Connections' }).waitFor();
    await creator.send('PUT', '/integrations/claude/config', { apiKey: 'sk-ant-planted-key' });
    await page.goBack();

    const test = card(page, 'Test run');
    await test.getByLabel('topic').fill('the sea');
    await test.getByRole('button', { name: 'Run it, free' }).click();
    await test.getByText('A haiku about coins').waitFor();
    const url = await sell(page);
    const bought = await buyer.buy(url, { topic: 'the sea' });
    expect(bought.body).toMatchObject({
      response: 'A haiku about coins',
      receipt: { amount: '0.05' },
    });

    // What is on sale is changed in the same steps.
    await page.getByRole('link', { name: 'Sales and runs' }).click();
    await page.getByRole('link', { name: 'Edit' }).click();
    await page.getByRole('link', { name: 'Edit the details' }).click();
    await page.getByText('It is on sale').waitFor();
    await page.getByLabel('Dollars for a call').fill('0.06');
    await on(page, 'Save and continue').click();
    await page.getByText('$0.06 a call').waitFor();
    expect((await buyer.sign(url, { topic: 'the sea' })).accepted.amount).toBe('60000');
    await leave(opened);
  });

  it('sells a model with its settings, which makes pictures', async () => {
    const opened = await begin('Any model', 'Painter');
    const { page } = opened;
    await page.getByLabel('System prompt').fill('planted: paint what you are told');
    await page.getByLabel('Buyers may add a message').check();
    await chooseModel(page, 'poet');
    await page.getByLabel('Temperature').fill('3');
    await on(page, 'Save and continue').click();
    await page.getByText('A number from 0 to 2.').waitFor();
    await page.getByLabel('Temperature').fill('0.7');
    await on(page, 'Change').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('That can do').selectOption({ label: 'Makes pictures' });
    await expectAccessible(page);
    await on(page, 'Choose acme/painter').click();
    await page.getByText('This model does not have it').waitFor();
    await page.getByLabel('Temperature').fill('');
    await describe(page, '0.10');
    await card(page, 'What is missing').getByText('no usable key').waitFor();
    await creator.send('PUT', '/integrations/openrouter/config', { apiKey: 'sk-or-planted-key' });
    await on(page, 'Look again').click();
    await on(page, 'Accept the terms of OpenRouter').click();
    const test = card(page, 'Test run');
    await test.getByLabel('Message').fill('a coin');
    await test.getByRole('button', { name: 'Run it, free' }).click();
    await test.getByAltText('Made by the model').waitFor();
    const { body } = await buyer.buy(await sell(page), { message: 'a coin' });
    expect(body).toMatchObject({ response: 'A picture', images: [{ mimeType: 'image/png' }] });
    await leave(opened);
  });

  it('sells a prompt with a key of its own that answers in JSON', async () => {
    shop.claude.answer(answering('{"title": "Coins"}'));
    const opened = await begin('Fixed prompt', 'Titles');
    const { page } = opened;
    await page.getByLabel('System prompt').fill('planted: find a title');
    await chooseModel(page, 'haiku claude');
    await page.getByLabel('Form').selectOption('json');
    await page.getByLabel('JSON Schema').fill('{"type": "object",');
    await page.getByLabel('Key of its own').fill('sk-ant-planted-own-key');
    await on(page, 'Save and continue').click();
    await page.getByText('This is not JSON.').waitFor();
    await page.getByLabel('JSON Schema').fill('{"type": "object", "required": ["title"]}');
    await describe(page, '0.03');
    await page.getByRole('link', { name: 'Edit the configuration' }).click();
    await page.getByText('One is stored, and ends with -key').waitFor();
    expect(await page.getByLabel('Key of its own').inputValue()).toBe('');
    await page.getByRole('link', { name: 'Review' }).click();
    const { body } = await buyer.buy(await sell(page), {});
    expect(body).toEqual({ title: 'Coins' });
    await leave(opened);
  });

  it('sells an endpoint, and tells that its secret is missing', async () => {
    endpoint.answer((response) => {
      response.setHeader('content-type', 'application/json');
      response.end('{"weather":"fine"}');
    });
    const opened = await begin('HTTP endpoint', 'Forecast', [422]);
    const { page } = opened;
    await page.getByLabel('Address').fill(`${endpoint.origin}/planted`);
    await page.getByLabel('Header').fill('host');
    await page.getByLabel('POST').uncheck();
    await page.getByLabel('GET').check();
    await on(page, 'Save and continue').click();
    // In the words of the server, at the field that they are about.
    await page.getByText('Is a header that Coinslot sets itself.').waitFor();
    await page.getByLabel('Header').fill('x-planted');
    await describe(page, '0.01');
    await card(page, 'What is missing').getByText('none is stored').waitFor();
    await page.getByRole('link', { name: 'Change the configuration' }).click();
    await page.getByLabel('What it carries').fill('planted-header');
    await on(page, 'Save and continue').click();
    await card(page, 'In the shop').waitFor();
    await on(page, 'Save and continue').click();
    const test = card(page, 'Test run');
    await test.getByLabel('Query').fill('at=Berlin');
    await test.getByRole('button', { name: 'Run it, free' }).click();
    await test.getByText('{"weather":"fine"}').waitFor();
    expect(endpoint.seen.at(-1)).toMatchObject({
      url: '/planted?at=Berlin',
      headers: { 'x-planted': 'planted-header' },
    });
    const url = await sell(page);
    const paid = await buyer.fetch(`${url}?at=Paris`);
    expect([paid.status, await paid.json()]).toEqual([200, { weather: 'fine' }]);
    await leave(opened);
  });

  it('sells a text, and a file in its place', async () => {
    const opened = await begin('Text or file', 'Recipe');
    const { page } = opened;
    await page.getByLabel('Text', { exact: true }).fill('planted: flour, eggs, butter');
    // What was typed and not saved is not lost by mistake.
    await page.getByRole('link', { name: 'Back' }).click();
    await on(page, 'Stay here').click();
    await describe(page, '0.10');
    await card(page, 'Test run').getByRole('button').click();
    await card(page, 'Test run').getByText('planted: flour, eggs, butter').waitFor();
    await page.getByRole('link', { name: 'Edit the configuration' }).click();
    await page.getByLabel('A file').check();
    const file = {
      name: 'cake.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('planted: a cake'),
    };
    await page.locator('input[type=file]').setInputFiles(file);
    await page.getByText('text/plain, 15 bytes').waitFor();
    await on(page, 'Save and continue').click();
    await card(page, 'In the shop').waitFor();
    await on(page, 'Save and continue').click();
    const paid = await buyer.fetch(await sell(page));
    expect([paid.status, await paid.text()]).toEqual([200, 'planted: a cake']);
    await leave(opened);
  });

  it('sells on the networks that are chosen', async () => {
    const opened = await begin('Text or file', 'On one network');
    const { page } = opened;
    await page.getByLabel('Text', { exact: true }).fill('planted: coins');
    await on(page, 'Save and continue').click();
    const networks = page.getByRole('group', { name: 'Buyers pay on' });
    const here = networks.getByLabel('Base Sepolia', { exact: true });
    const elsewhere = networks.getByLabel('Base', { exact: true });
    expect([await here.isChecked(), await elsewhere.isChecked()]).toEqual([true, true]);
    await elsewhere.uncheck();
    await here.uncheck();
    await on(page, 'Save and continue').click();
    await networks.getByText('Choose one at least.').waitFor();
    await here.check();
    await describe(page, '0.01');
    await card(page, 'Details').getByText('Base Sepolia', { exact: true }).waitFor();
    expect(await owned(idIn(page))).toMatchObject({ networks: [NETWORK] });
    await leave(opened);
  });

  it('checks an endpoint that asks for the payment itself, and says how it is mended', async () => {
    // The middleware imports an extension once more, which Jest's module system does not do.
    const quiet = jest.spyOn(console, 'error').mockReturnValue(undefined);
    const elsewhere = await expressServer(await stranger(shop.chain));
    endpoint.answer((response) => response.writeHead(302, { location: elsewhere.url }).end());
    const opened = await begin('Own x402 endpoint', 'Elsewhere');
    const { page } = opened;
    await page.getByLabel('Address').fill(endpoint.origin);
    await on(page, 'Check the endpoint').click();
    await page.getByText('Buyers cannot pay it yet').waitFor();
    await page.getByText('Give the address it leads to').first().waitFor();
    await expectAccessible(page);
    await page.getByLabel('Address').fill(elsewhere.url);
    await on(page, 'Check again').click();
    await page.getByText('POST for $0.05 on Base Sepolia').waitFor();
    await describe(page);
    await card(page, 'Endpoint').getByText('Buyers can pay it').waitFor();
    const paid = await buyer.buy(await sell(page), { topic: 'the sea' });
    expect([paid.status, paid.body]).toEqual([200, { haiku: 'Waves' }]);
    await leave(opened);
    await elsewhere.stop();
    quiet.mockRestore();
  });

  it('prices by use what a model answers, and by the call again', async () => {
    const { id } = await creator.send<Owned>('POST', '/resources', {
      type: 'prompt',
      name: 'By use',
      description: 'Charged by use',
      slug: 'by-use',
      category: 'other',
      price: '0.05',
      config: {
        systemPrompt: 'planted: answer',
        model: 'claude:claude-haiku-5-5',
        maxTokens: 100,
        outputFormat: 'raw',
      },
    });
    const opened = await open(`/publish/${id}/details`, [422]);
    const { page } = opened;
    const charged = page.getByLabel('What a call is charged');
    await charged.selectOption({ label: 'Its tokens, up to the price' });
    await page.getByLabel('At most, dollars for a call').waitFor();
    await on(page, 'Save and continue').click();
    await page.getByText('Say how much.').first().waitFor();
    await page.getByLabel('At least, in dollars').fill('0.06');
    await page.getByLabel('A million tokens in').fill('3');
    await page.getByLabel('A million tokens out').fill('15');
    await on(page, 'Save and continue').click();
    // In the words of the server, at the field that they are about.
    await page.getByText('from 0.000001 to the price').waitFor();
    await page.getByLabel('At least, in dollars').fill('0.001');
    await expectAccessible(page);
    await on(page, 'Save and continue').click();
    const words = '$0.001 to $0.05 a call: $3.00 in and $15.00 out for a million tokens';
    await card(page, 'Details').getByText(words).waitFor();
    const tokens = { minimum: '0.001', inputPerMillion: '3', outputPerMillion: '15' };
    expect(await owned(id)).toMatchObject({ price: '0.05', usagePrice: tokens });

    await page.getByRole('link', { name: 'Edit the details' }).click();
    expect(await page.getByLabel('A million tokens out').inputValue()).toBe('15');
    await charged.selectOption({ label: 'What it cost you and a percentage, up to the price' });
    await page.getByLabel('Percent on top').fill('20');
    await on(page, 'Save and continue').click();
    await card(page, 'Details').getByText('what it cost you and 20 %').waitFor();
    await page.getByRole('link', { name: 'Edit the details' }).click();
    await charged.selectOption({ label: 'The price, whatever it used' });
    await on(page, 'Save and continue').click();
    await card(page, 'Details').getByText('$0.05 a call', { exact: true }).waitFor();
    expect(await owned(id)).toMatchObject({ usagePrice: null });
    await leave(opened);
  });

  it('leaves what somebody changed meanwhile as it is', async () => {
    const { id } = await creator.send<Owned>('POST', '/resources', {
      type: 'static',
      name: 'In two tabs',
      description: 'One',
      slug: 'two-tabs',
      category: 'other',
      price: '0.05',
      limits: { callsPerMinute: 60 },
      config: { content: 'planted: flour' },
    });
    const opened = await open(`/publish/${id}/details`);
    const { page } = opened;
    await page.getByLabel('Description').fill('Two');
    await page.getByLabel('Calls at once').fill('4');
    await creator.send('PATCH', `/resources/${id}`, {
      price: '0.07',
      limits: { callsPerMinute: 90 },
    });
    await on(page, 'Save and continue').click();
    await card(page, 'What is missing').waitFor();
    expect(await owned(id)).toMatchObject({
      description: 'Two',
      price: '0.07',
      limits: { callsPerMinute: 90, concurrentCalls: 4 },
    });
    await leave(opened);
  });

  it('goes on with a draft from the list of resources', async () => {
    const { id } = await creator.send<Owned>('POST', '/resources', {
      type: 'static',
      name: 'Unfinished',
      description: 'Unfinished',
      slug: 'unfinished',
      category: 'other',
      price: '0.05',
      config: { content: 'Flour' },
    });
    const opened = await open('/resources?status=draft');
    const { page } = opened;
    await page.getByRole('link', { name: 'Go on with Unfinished' }).click();
    expect(await page.getByLabel('Dollars for a call').inputValue()).toBe('');
    await page.getByRole('link', { name: 'Review' }).click();
    await card(page, 'What is missing').getByText('describe it').waitFor();
    expect(await on(page, 'Put it on sale').isDisabled()).toBe(true);
    expect((await owned(id)).status).toBe('draft');
    await leave(opened);
  });

  it('is accessible and fits, by day and by night, wide and narrow', async () => {
    const { items } = await creator.send<{ items: readonly (Owned & { name: string })[] }>(
      'GET',
      '/resources/mine',
    );
    const { id = '' } = items.find(({ name }) => name === 'Haiku on demand') ?? {};
    const pages = [
      ['', 'Publish', 'Claude: connected'],
      [`/${id}/configuration`, 'Haiku on demand', 'Claude Haiku'],
      [`/${id}/details`, 'Haiku on demand', 'Take it off sale'],
      [`/${id}/review`, 'Haiku on demand', 'Nothing is missing.'],
      [`/${id}/done`, 'Haiku on demand is on sale', 'In a shell'],
    ] as const;
    for (const [path, heading, text] of pages) {
      const opening = { origin: shop.origin, key, path: `/publish${path}` };
      await expectGoodInEveryLook(browser(), opening, heading, (page) =>
        page.getByText(text).first().waitFor(),
      );
    }
  });
});
