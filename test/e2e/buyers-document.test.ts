import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodePaymentRequiredHeader } from '@x402/core/http';
import { parseUsdc } from '../../src/common/money/index.js';
import { type EveryType, openEveryType } from './every-type.js';
import { type Listing, PRICE } from './shop.js';

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly { readonly in: string; readonly name: string }[];
  readonly requestBody?: { readonly content: { readonly 'application/json': Body } };
  readonly responses: Readonly<Record<string, { readonly content?: object }>>;
  readonly 'x-payment-info': { readonly price: { readonly mode: string; readonly amount: string } };
}
interface Body {
  readonly schema: object;
  readonly example: object;
}
interface Document {
  readonly openapi: string;
  readonly info: Readonly<Record<string, unknown>>;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

let every: EveryType;

const read = async (path = '/openapi.json') => {
  const answer = await fetch(every.shop.origin + path);
  return { answer, document: (await answer.json()) as Document };
};

const operations = ({ paths }: Document) =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );

const pathOf = ({ url }: Listing) => new URL(url).pathname;

const sold = (type: string) => {
  const found = every.sold.find((one) => one.type === type);
  if (found === undefined) throw new Error(`no ${type} is sold`);
  return found.listing;
};

beforeAll(async () => {
  every = await openEveryType();
});
afterAll(async () => {
  await every.shop.stop();
  await every.stop();
});

/** What each way to pay of the live challenge asks for, in atomic units. */
async function amountsOf(path: string, method: string, { requestBody }: Operation) {
  const example = requestBody?.content['application/json'].example;
  const answer = await fetch(every.shop.origin + path, {
    method: method.toUpperCase(),
    ...(example && {
      body: JSON.stringify(example),
      headers: { 'content-type': 'application/json' },
    }),
  });
  expect([path, answer.status]).toEqual([path, 402]);
  const header = answer.headers.get('payment-required') ?? '';
  return decodePaymentRequiredHeader(header).accepts.map(({ amount }) => amount);
}

/** Says of each operation what it states and what its challenge asks. */
function compare(document: Document) {
  return Promise.all(
    operations(document).map(async ({ path, method, operation }) => ({
      stated: operation['x-payment-info'].price,
      asked: await amountsOf(path, method, operation),
    })),
  );
}

describe('the document for buyers', () => {
  it('has an operation for each resource that can be bought here, and no other', async () => {
    const { document, answer } = await read();
    expect(answer.headers.get('content-type')).toContain('application/json');
    expect(document.openapi).toBe('3.1.0');
    const here = every.sold.filter(({ type }) => type !== 'external');
    expect(Object.keys(document.paths).toSorted()).toEqual(
      here.map(({ listing }) => pathOf(listing)).toSorted(),
    );
    expect(new Set(operations(document).map(({ operation }) => operation.operationId)).size).toBe(
      here.length,
    );
  });

  it('says who answers for it, and how an agent pays', async () => {
    const { info } = (await read()).document;
    expect(info['contact']).toMatchObject({ url: 'http://shop.example' });
    const guidance = String(info['x-guidance']);
    expect(guidance).toContain('PAYMENT-SIGNATURE');
    expect(guidance.length).toBeLessThan(4_000);
  });

  it('states the price that the challenge of each asks for, also after it has changed', async () => {
    const dearer = sold('static');
    for (const price of ['0.05', '0.07']) {
      await dearer.creator.send('PATCH', `/resources/${dearer.id}`, { price });
      await dearer.creator.send('POST', `/resources/${dearer.id}/publish`);
      const { document } = await read();
      expect(document.paths[pathOf(dearer)]?.['get']?.['x-payment-info'].price).toMatchObject({
        mode: 'fixed',
        currency: 'USD',
        amount: price,
      });
      for (const { stated, asked } of await compare(document)) {
        expect(asked.length).toBeGreaterThan(0);
        expect(asked).toEqual(asked.map(() => String(parseUsdc(stated.amount))));
      }
    }
    expect(parseUsdc('0.05')).toBe(PRICE);
  });

  it('describes input, answers and refusals of each', async () => {
    const { document } = await read();
    const template = document.paths[pathOf(sold('prompt_template'))]?.['post'];
    expect(template?.requestBody?.content['application/json']).toEqual({
      schema: {
        type: 'object',
        properties: {
          topic: { type: 'string', description: 'About what', minLength: 1, maxLength: 200 },
        },
        required: ['topic'],
        additionalProperties: false,
      },
      example: { topic: 'some topic' },
    });
    expect(Object.keys(template?.responses ?? {})).toEqual(
      expect.arrayContaining(['200', '202', '402', '404', '409', '422', '503']),
    );
    const content = document.paths[pathOf(sold('static'))]?.['get'];
    expect(content?.responses['200']?.content).toHaveProperty('application/json');
    expect(content?.requestBody).toBeUndefined();
  });

  it('leaves nothing secret in it', async () => {
    expect(JSON.stringify((await read()).document)).not.toContain('planted');
  });

  it('has no operation for what cannot be bought at the moment', async () => {
    const { listing } = every.sold.find(({ type }) => type === 'prompt_template') ?? {};
    const [template, elsewhere] = [listing, sold('external')];
    await template?.creator.send('DELETE', '/integrations/claude/config');
    expect((await read()).document.paths).not.toHaveProperty([pathOf(template ?? elsewhere)]);
    await template?.creator.send('PUT', '/integrations/claude/config', { apiKey: 'sk-ant-other' });
    expect((await read()).document.paths).toHaveProperty([pathOf(template ?? elsewhere)]);
  });
});

describe('the document of one creator', () => {
  it('has their resources alone', async () => {
    const one = sold('static');
    const username = pathOf(one).split('/')[1];
    const { document } = await read(`/${username}/openapi.json`);
    expect(Object.keys(document.paths)).toEqual([pathOf(one)]);
    expect(document.info['title']).toContain(username);
  });

  it('is not there for whoever sells nothing', async () => {
    const { answer } = await read('/@nobody/openapi.json');
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });
});

describe('a shop with more than a reader can take', () => {
  it('shows the newest and the most called, forty at the most', async () => {
    const seller = sold('static');
    const loved = pathOf(seller);
    await every.shop.owner.query(
      `INSERT INTO resource_stats (resource_id, calls) VALUES ($1, 1000)
       ON CONFLICT (resource_id) DO UPDATE SET calls = 1000`,
      [seller.id],
    );
    let newest = '';
    for (let at = 1; at <= 41; at += 1) {
      const slug = `page-${at}`;
      const { id } = await seller.creator.send<{ id: string }>('POST', '/resources', {
        type: 'static',
        name: `Page ${at}`,
        description: 'A page',
        slug,
        category: 'writing',
        price: '0.01',
        config: { content: 'words', mimeType: 'text/plain' },
      });
      await seller.creator.send('POST', `/resources/${id}/publish`);
      newest = `${loved.slice(0, loved.lastIndexOf('/'))}/${slug}`;
    }
    const shown = Object.keys((await read()).document.paths);
    expect(shown).toHaveLength(40);
    expect(shown).toEqual(expect.arrayContaining([loved, newest]));
    const own = Object.keys(
      (await read(`${loved.split('/static')[0]}/openapi.json`)).document.paths,
    );
    expect(own).toHaveLength(40);
  });
});
