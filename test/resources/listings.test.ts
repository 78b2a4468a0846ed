import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { call } from '../accounts/client.js';
import {
  CONFIG,
  create,
  creator,
  type Creator,
  listing,
  NETWORK,
  ORIGIN,
  OTHER_NETWORK,
  publish,
  type ResourcesServer,
  type Shown,
  startResources,
} from './resources-server.js';

let server: ResourcesServer;
let ada: Creator;
let bob: Creator;
beforeAll(async () => {
  server = await startResources();
  ada = await creator(server, 'ada');
  bob = await creator(server, 'bob');
});
afterAll(() => server.stop());

async function refusal(body: object) {
  const answer = await call(server, 'POST /resources', { token: ada.token, body });
  return { status: answer.status, fields: answer.body.errors?.map(({ field }) => field) ?? [] };
}

const patch = (id: string, body: object, who = ada) =>
  call<Shown & { code: string; errors: { field: string; message: string }[] }>(
    server,
    `PATCH /resources/${id}`,
    { token: who.token, body },
  );

const validate = async (body: unknown) =>
  (
    await call<{
      valid: boolean;
      errors: { field: string; message: string }[];
      warnings: { code: string }[];
    }>(server, 'POST /resources/validate', { token: ada.token, body })
  ).body;

const act = (action: string, id: string, who = ada) =>
  call<Shown & { code: string }>(server, `POST /resources/${id}/${action}`, { token: who.token });

const countStored = () => server.owner.query(`SELECT count(*) FROM x402_resources`);

describe('creating a resource', () => {
  it('makes a draft that its owner reads back whole', async () => {
    const created = await create(server, ada, { slug: 'whole' });
    expect(created).toMatchObject({
      type: 'prompt_template',
      status: 'draft',
      url: `${ORIGIN}/@ada/whole`,
      price: '0.05',
      networks: [NETWORK],
      version: null,
      publishedAt: null,
      config: { systemPrompt: CONFIG.systemPrompt, maxTokens: 300, allowsUserMessage: false },
    });
    const read = await call(server, `GET /resources/mine/${created.id}`, { token: ada.token });
    expect(read).toMatchObject({ status: 200, body: created });
  });

  it('takes all networks of the server when none is named', async () => {
    const { networks } = await create(server, ada, { slug: 'everywhere', networks: undefined });
    expect(networks).toEqual([NETWORK, OTHER_NETWORK]);
  });

  it('says when buyers are charged and whether refunds are granted, and can change its mind', async () => {
    const created = await create(server, ada, { slug: 'terms' });
    expect(created).toMatchObject({ settlementPolicy: 'after_execution', supportsRefunds: false });
    const terms = { settlementPolicy: 'before_execution', supportsRefunds: true };
    expect((await patch(created.id, terms)).body).toMatchObject(terms);
    expect((await patch(created.id, { name: 'Other' })).body).toMatchObject(terms);
  });

  it.each([
    ['an unknown settlement policy', { settlementPolicy: 'never' }, 'settlementPolicy'],
    ['refunds that are neither granted nor not', { supportsRefunds: 'yes' }, 'supportsRefunds'],
    ['an unknown field', { surprise: 1 }, 'surprise'],
    ['an unknown type', { type: 'unheard_of' }, 'type'],
    ['no name', { name: ' ' }, 'name'],
    ['a name that is too long in the database', { name: 'x'.repeat(99) + '\ufe0f\ufe0f' }, 'name'],
    ['a name of two lines', { name: 'a\nb' }, 'name'],
    ['a name that nobody sees', { name: '\u200b\u3164' }, 'name'],
    ['a name of fillers', { name: '\u3164' }, 'name'],
    ['a name that runs backwards', { name: 'a\u202eb' }, 'name'],
    ['a description that nobody sees', { description: '\u2800\n\u2800' }, 'description'],
    ['a description that hides signs', { description: 'a\u{e0041}b' }, 'description'],
    [
      'a parameter described by what nobody sees',
      { config: { ...CONFIG, parameters: [{ name: 'a', description: 'a\u200bb' }] } },
      'config.parameters[0].description',
    ],
    [
      'a default that runs backwards',
      { config: { ...CONFIG, parameters: [{ name: 'a', default: 'a\u202eb' }] } },
      'config.parameters[0].default',
    ],
    ['a description PostgreSQL cannot hold', { description: 'a\0b' }, 'description'],
    ['a bad slug', { slug: 'Haiku' }, 'slug'],
    ['the slug of its creator’s tools', { slug: 'mcp' }, 'slug'],
    ['the slug of its creator’s models', { slug: 'v1' }, 'slug'],
    ['no category', { category: undefined }, 'category'],
    ['an unknown category', { category: 'misc' }, 'category'],
    ['a price below a cent', { price: '0.009' }, 'price'],
    ['a price above the limit', { price: '10000.01' }, 'price'],
    ['a price as a number', { price: 0.05 }, 'price'],
    ['no network', { networks: [] }, 'networks'],
    ['a network twice', { networks: [NETWORK, NETWORK] }, 'networks'],
    ['a network we do not take', { networks: [NETWORK, 'eip155:1'] }, 'networks[1]'],
    ['no config', { config: undefined }, 'config'],
    ['a list as config', { config: [] }, 'config'],
    ['a foreign field in config', { config: { ...CONFIG, apiKey: 'x' } }, 'config.apiKey'],
    ['no system prompt', { config: { ...CONFIG, systemPrompt: '' } }, 'config.systemPrompt'],
    [
      'a lone surrogate',
      { config: { ...CONFIG, systemPrompt: '\ud800 {{topic}} {{language}}' } },
      'config.systemPrompt',
    ],
    ['too many tokens', { config: { ...CONFIG, maxTokens: 64_001 } }, 'config.maxTokens'],
    ['no tokens', { config: { ...CONFIG, maxTokens: 0 } }, 'config.maxTokens'],
    ['a model we cannot run', { config: { ...CONFIG, model: 'other:x' } }, 'config.model'],
    ['a model without provider', { config: { ...CONFIG, model: 'gpt' } }, 'config.model'],
    [
      'a bad parameter name',
      { config: { ...CONFIG, parameters: [{ name: 'Topic' }] } },
      'config.parameters[0].name',
    ],
    [
      'a parameter that is no object',
      { config: { ...CONFIG, parameters: ['topic'] } },
      'config.parameters[0]',
    ],
    [
      'an unused parameter',
      { config: { ...CONFIG, parameters: [...CONFIG.parameters, { name: 'style' }] } },
      'config.parameters[2].name',
    ],
    [
      'an undeclared placeholder',
      { config: { ...CONFIG, systemPrompt: '{{topic}} {{language}} {{style}}' } },
      'config.systemPrompt',
    ],
    [
      'a default longer than allowed',
      {
        config: {
          ...CONFIG,
          systemPrompt: '{{a}}',
          parameters: [{ name: 'a', default: 'four', maxLength: 3 }],
        },
      },
      'config.parameters[0].default',
    ],
  ])('refuses %s, naming the field', async (_what, changes, field) => {
    const body = JSON.parse(JSON.stringify(listing({ slug: 'refused', ...changes }))) as object;
    expect(await refusal(body)).toEqual({ status: 422, fields: [field] });
  });

  it('names several mistakes at once', async () => {
    const config = { ...CONFIG, systemPrompt: '{{style}}', model: 'other:x' };
    const { fields } = await refusal(listing({ networks: ['eip155:1'], config }));
    expect(fields).toEqual([
      'config.systemPrompt',
      'config.parameters[0].name',
      'config.parameters[1].name',
      'config.model',
      'networks[0]',
    ]);
  });

  it('needs the scope publish, and an account', async () => {
    const { body: created } = await call<{ key: string }>(server, 'POST /api-keys', {
      token: ada.token,
      body: { name: 'reader', scopes: ['read'] },
    });
    const token = created.key;
    const body = listing({ slug: 'scoped' });
    expect((await call(server, 'POST /resources', { token, body })).status).toBe(403);
    expect((await call(server, 'GET /resources/mine', { token })).status).toBe(200);
    expect((await call(server, 'POST /resources', { body: listing() })).status).toBe(401);
    expect((await call(server, 'GET /resources/mine')).status).toBe(401);
  });
});

describe('slugs', () => {
  it('are shared by two creators, but not within one, who is told a free one', async () => {
    await create(server, ada, { slug: 'shared' });
    await create(server, bob, { slug: 'shared' });
    const again = await call<{ code: string; suggestion: string }>(server, 'POST /resources', {
      token: ada.token,
      body: listing({ slug: 'shared' }),
    });
    expect(again).toMatchObject({
      status: 409,
      body: { code: 'slug_taken', suggestion: 'shared-2', errors: [{ field: 'slug' }] },
    });
  });

  it('go to one of several requests at once', async () => {
    const requests = Array.from({ length: 5 }, () =>
      call(server, 'POST /resources', { token: ada.token, body: listing({ slug: 'raced' }) }),
    );
    const statuses = (await Promise.all(requests)).map(({ status }) => status);
    expect(statuses.sort()).toEqual([201, 409, 409, 409, 409]);
  });

  it('are free again when their resource is archived', async () => {
    const { id } = await create(server, ada, { slug: 'reused' });
    expect((await call(server, `DELETE /resources/${id}`, { token: ada.token })).status).toBe(204);
    await create(server, ada, { slug: 'reused' });
  });

  it('can be checked beforehand', async () => {
    const { id } = await create(server, ada, { slug: 'checked' });
    const check = async (query: string, who = ada) =>
      (await call(server, `GET /resources/check-slug?${query}`, { token: who.token })).body;
    expect(await check('slug=checked')).toEqual({
      valid: true,
      available: false,
      suggestion: 'checked-2',
    });
    expect(await check(`slug=checked&resourceId=${id}`)).toEqual({ valid: true, available: true });
    expect(await check('slug=checked', bob)).toEqual({ valid: true, available: true });
    expect(await check('slug=Checked!')).toEqual({
      valid: false,
      available: false,
      suggestion: 'checked-2',
    });
    expect(await check('slug=mcp')).toEqual({
      valid: true,
      available: false,
      suggestion: 'mcp-2',
    });
    expect(await check('slug=%00')).toMatchObject({ errors: [{ field: 'slug' }] });
  });
});

describe('editing a resource', () => {
  it('gives it no slug that stands for something else, and leaves it one that it has', async () => {
    const { id } = await create(server, ada, { slug: 'before' });
    const taken = await patch(id, { slug: 'mcp' });
    expect(taken).toMatchObject({ status: 422, body: { errors: [{ field: 'slug' }] } });
    await server.owner.query(`UPDATE x402_resources SET slug = 'v1' WHERE id = $1`, [id]);
    expect((await patch(id, { slug: 'v1', name: 'Older' })).body).toMatchObject({ slug: 'v1' });
    const whole = { ...listing({ slug: 'v1' }), resourceId: id };
    expect(await validate(whole)).toMatchObject({ valid: true });
    expect(await validate(listing({ slug: 'v1' }))).toMatchObject({
      errors: [{ field: 'slug', message: expect.stringMatching(/reserved.*"v1-2" is free/) }],
    });
    expect((await patch(id, { slug: 'other' })).body).toMatchObject({ slug: 'other' });
    expect((await patch(id, { slug: 'v1' })).status).toBe(422);
  });

  it('changes what is named and keeps the rest, also within config', async () => {
    const before = await create(server, ada, { slug: 'partial' });
    const { status, body } = await patch(before.id, {
      name: 'Better haiku',
      config: { maxTokens: 500 },
    });
    expect(status).toBe(200);
    const { updatedAt: _a, ...kept } = before as Shown & { updatedAt: string };
    const { updatedAt: _b, ...after } = body as unknown as Shown & { updatedAt: string };
    expect(after).toEqual({
      ...kept,
      name: 'Better haiku',
      config: { ...before.config, maxTokens: 500 },
    });
  });

  it('keeps the ids of parameters that change places or are sent without one', async () => {
    const { id, config } = await create(server, ada, { slug: 'reordered' });
    const [topic, language] = config.parameters;
    const reversed = [language, { ...topic, id: undefined }];
    const { body } = await patch(id, { config: { parameters: reversed } });
    expect(body.config.parameters.map((one) => [one.name, one.id])).toEqual([
      ['language', language?.id],
      ['topic', topic?.id],
    ]);
  });

  it('refuses what would not be accepted anew and changes nothing', async () => {
    const before = await create(server, ada, { slug: 'guarded' });
    const wrong = [
      [{ type: 'prompt_template' }, 'type'],
      [{ name: null }, 'name'],
      [{ price: '0' }, 'price'],
      [{ config: { systemPrompt: 'no placeholder' } }, 'config.parameters[0].name'],
      [
        {
          config: {
            systemPrompt: 'A {{constructor}}',
            parameters: [{ name: 'constructor', description: 'Of what' }],
          },
        },
        'config.parameters[0].name',
      ],
      [{ config: null }, 'config'],
    ] as const;
    for (const [body, field] of wrong) {
      const answer = await patch(before.id, body);
      expect({ status: answer.status, field: answer.body.errors[0]?.field }).toEqual({
        status: 422,
        field,
      });
    }
    const read = await call(server, `GET /resources/mine/${before.id}`, { token: ada.token });
    expect(read.body).toEqual(before);
  });

  it('is not possible for anybody else, who learns nothing', async () => {
    const { id } = await create(server, ada, { slug: 'private' });
    const { token } = bob;
    const answers = await Promise.all([
      patch(id, { name: 'Mine now' }, bob),
      call(server, `GET /resources/mine/${id}`, { token }),
      call(server, `POST /resources/${id}/publish`, { token }),
      call(server, `POST /resources/${id}/unpublish`, { token }),
      call(server, `DELETE /resources/${id}`, { token }),
      call(server, 'GET /resources/mine/nonsense', { token }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404, 404]);
  });
});

describe('the list of my resources', () => {
  it('shows each once over its pages, newest first, without prompts', async () => {
    const eve = await creator(server, 'eve');
    const created: string[] = [];
    for (let number = 0; number < 5; number += 1) {
      created.unshift((await create(server, eve, { slug: `r-${number}` })).id);
    }
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const answer = await call<{ items: Shown[]; nextCursor: string | null }>(
        server,
        `GET /resources/mine?limit=2${query}`,
        { token: eve.token },
      );
      expect(JSON.stringify(answer.body)).not.toContain('You are a poet');
      seen.push(...answer.body.items.map(({ id }) => id));
      cursor = answer.body.nextCursor;
    }
    expect(seen).toEqual(created);
  });

  it('leaves archived ones out unless asked', async () => {
    const kim = await creator(server, 'kim');
    const { id } = await create(server, kim, { slug: 'old' });
    await call(server, `DELETE /resources/${id}`, { token: kim.token });
    const list = async (query: string) =>
      (
        await call<{ items: Shown[] }>(server, `GET /resources/mine${query}`, { token: kim.token })
      ).body.items.map((item) => item.id);
    expect(await list('')).toEqual([]);
    expect(await list('?status=archived')).toEqual([id]);
  });

  it('refuses a cursor it did not make', async () => {
    const answer = await call(server, 'GET /resources/mine?cursor=nonsense', { token: ada.token });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ field: 'cursor' }] } });
  });
});

describe('validation without storing', () => {
  it('accepts what could be created, and stores nothing', async () => {
    const before = await countStored();
    expect(await validate(listing({ slug: 'rehearsed' }))).toMatchObject({
      valid: true,
      errors: [],
      warnings: [{ code: 'key_missing' }],
    });
    expect(await countStored()).toEqual(before);
  });

  it('judges only the step it is asked about', async () => {
    expect(await validate({ step: 'pricing', price: '0.05', networks: [NETWORK] })).toMatchObject({
      valid: true,
    });
    const basics = await validate({ step: 'basics', slug: 'A', price: '0' });
    expect(basics.errors.map(({ field }) => field).sort()).toEqual([
      'category',
      'description',
      'name',
      'slug',
      'type',
    ]);
    const config = { ...CONFIG, systemPrompt: '{{topic}}' };
    const third = await validate({ step: 'config', type: 'prompt_template', config });
    expect(third.errors).toEqual([
      { field: 'config.parameters[1].name', message: expect.stringContaining('"language"') },
    ]);
  });

  it('names a slug that is taken, and allows it to the resource that has it', async () => {
    const { id } = await create(server, ada, { slug: 'occupied' });
    const basics = { step: 'basics', ...listing({ slug: 'occupied' }) };
    expect((await validate(basics)).errors).toEqual([
      { field: 'slug', message: expect.stringContaining('occupied-2') },
    ]);
    expect((await validate({ ...basics, resourceId: id })).valid).toBe(true);
  });

  it('survives every kind of body', async () => {
    for (const body of [{}, { config: 7 }, { type: {}, config: {} }, { networks: 'x' }]) {
      expect((await validate(body)).valid).toBe(false);
    }
    for (const body of [[], 'text', { step: 'later' }, { resourceId: 'x' }]) {
      const answer = await call(server, 'POST /resources/validate', { token: ada.token, body });
      expect(answer.status).toBe(422);
    }
  });
});

describe('publishing', () => {
  it('leads from draft to sale and off again, as often as wanted', async () => {
    const { id } = await create(server, ada, { slug: 'journey' });
    expect(await act('unpublish', id)).toMatchObject({
      status: 409,
      body: { code: 'wrong_status' },
    });
    const first = await act('publish', id);
    expect(first).toMatchObject({ status: 200, body: { status: 'published', version: 1 } });
    expect(await act('publish', id)).toMatchObject({ status: 200, body: { version: 1 } });
    expect(await act('unpublish', id)).toMatchObject({ body: { status: 'unpublished' } });
    expect(await act('unpublish', id)).toMatchObject({ status: 200 });
    expect((await act('publish', id)).body).toMatchObject({
      status: 'published',
      version: 1,
      publishedAt: first.body.publishedAt,
    });
    expect((await call(server, `DELETE /resources/${id}`, { token: ada.token })).status).toBe(204);
    expect((await call(server, `DELETE /resources/${id}`, { token: ada.token })).status).toBe(204);
    expect(await act('publish', id)).toMatchObject({ status: 409 });
    expect((await patch(id, { name: 'Late' })).status).toBe(409);
  });

  it('needs a username, because it is part of the address', async () => {
    const nameless = await creator(server, null);
    const { id, url } = await create(server, nameless);
    expect(url).toBeNull();
    expect(await act('publish', id, nameless)).toMatchObject({
      status: 409,
      body: { code: 'username_missing' },
    });
  });

  it('warns while the key for the model is missing', async () => {
    const { id } = await create(server, bob, { slug: 'keyless' });
    const warned = await act('publish', id, bob);
    expect(warned.body.warnings).toEqual([
      { code: 'key_missing', message: expect.stringContaining('claude:claude-sonnet-5-5') },
    ]);
    server.models.connected.add(bob.id);
    expect((await act('publish', id, bob)).body.warnings).toEqual([]);
  });

  it('keeps the address while it is on sale', async () => {
    const { id } = await publish(server, ada, { slug: 'fixed' });
    const moved = { slug: 'moved' };
    expect(await patch(id, moved)).toMatchObject({ status: 409, body: { code: 'slug_locked' } });
    expect((await patch(id, { slug: 'fixed', name: 'New' })).status).toBe(200);
    await act('unpublish', id);
    expect((await patch(id, moved)).status).toBe(200);
  });
});
