import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { FieldError } from '../../src/common/errors/index.js';
import { ProvidesResourceType } from '../../src/modules/resources/index.js';
import { PromptTemplateType } from '../../src/modules/resources/types/prompt_template/prompt-template-type.service.js';
import { call } from '../accounts/client.js';
import {
  CONFIG,
  create,
  type Creator,
  creator,
  listing,
  publish,
  type ResourcesServer,
  startResources,
} from './resources-server.js';

const REFUSAL = { field: 'config.model', message: 'is on holiday' };

/** Templates about whose configurations others are asked. */
@ProvidesResourceType()
class Others extends PromptTemplateType {
  answer: (config: { readonly maxTokens: number }) => Promise<FieldError[]> = async () => [];

  check(config: { readonly maxTokens: number }): Promise<FieldError[]> {
    return this.answer(config);
  }
}

describe('a type that has to ask others about its configuration', () => {
  const others = new Others();
  let server: ResourcesServer;
  let ada: Creator;

  beforeAll(async () => {
    server = await startResources({ templates: others });
    ada = await creator(server, 'ada');
  });
  afterEach(() => {
    others.answer = async () => [];
  });
  afterAll(() => server.stop());

  const send = (route: string, body?: object) =>
    call<Record<string, unknown>>(server, route, { token: ada.token, body });
  const refuse = () => (others.answer = async () => [REFUSAL]);
  const refused = { status: 422, body: { code: 'invalid_input', errors: [REFUSAL] } };

  it('is not created with one that they refuse', async () => {
    refuse();
    expect(await send('POST /resources', listing({ slug: 'refused' }))).toMatchObject(refused);
  });

  it('is not changed to one, nor while the present one is refused', async () => {
    const { id } = await create(server, ada, { slug: 'changed' });
    refuse();
    expect(await send(`PATCH /resources/${id}`, { config: { maxTokens: 5 } })).toMatchObject(
      refused,
    );
    expect(await send(`PATCH /resources/${id}`, { price: '0.60' })).toMatchObject(refused);
    const { body } = await send(`GET /resources/mine/${id}`);
    expect(body).toMatchObject({ price: '0.05', config: { maxTokens: CONFIG.maxTokens } });
  });

  it('is not published once they refuse it', async () => {
    const { id } = await create(server, ada, { slug: 'late' });
    refuse();
    expect(await send(`POST /resources/${id}/publish`)).toMatchObject(refused);
    expect((await send(`GET /resources/mine/${id}`)).body).toMatchObject({ status: 'draft' });
  });

  it('is told so by a rehearsal', async () => {
    refuse();
    const verdict = await send('POST /resources/validate', listing({ slug: 'rehearsed' }));
    expect(verdict).toMatchObject({ status: 200, body: { errors: [REFUSAL] } });
  });

  it('is asked about only what the type finds nothing wrong with', async () => {
    others.answer = () => Promise.reject(new Error('asked'));
    const config = { ...CONFIG, systemPrompt: 'no placeholder' };
    expect((await send('POST /resources', listing({ config }))).status).toBe(422);
    expect((await send('POST /resources/validate', listing({ config }))).status).toBe(200);
  });

  it('is asked while nothing is locked, and again when its configuration changed meanwhile', async () => {
    const { id } = await publish(server, ada, { slug: 'contested' });
    let overtaken: unknown;
    others.answer = async ({ maxTokens }) => {
      if (maxTokens === 5) {
        overtaken = await send(`PATCH /resources/${id}`, { config: { maxTokens: 6 } });
      }
      return [];
    };
    const late = await send(`PATCH /resources/${id}`, { config: { maxTokens: 5 } });
    expect(overtaken).toMatchObject({ status: 200 });
    expect(late).toMatchObject({
      status: 409,
      body: { code: 'changed_meanwhile', retryable: true },
    });
    const { body } = await send(`GET /resources/mine/${id}`);
    expect(body).toMatchObject({ version: 2, config: { maxTokens: 6 } });
  });

  it('does not go on sale with a configuration that nobody was asked about', async () => {
    const { id } = await create(server, ada, { slug: 'swapped' });
    let hasSwapped = false;
    others.answer = async () => {
      if (!hasSwapped) {
        hasSwapped = true;
        await send(`PATCH /resources/${id}`, { config: { maxTokens: 7 } });
      }
      return [];
    };
    expect(await send(`POST /resources/${id}/publish`)).toMatchObject({ status: 409 });
    expect(await send(`POST /resources/${id}/publish`)).toMatchObject({ status: 200 });
  });

  it('keeps what others changed beside its configuration', async () => {
    const { id } = await create(server, ada, { slug: 'beside' });
    let hasRenamed = false;
    others.answer = async () => {
      if (!hasRenamed) {
        hasRenamed = true;
        await send(`PATCH /resources/${id}`, { name: 'Renamed' });
      }
      return [];
    };
    const edited = await send(`PATCH /resources/${id}`, { config: { maxTokens: 8 } });
    expect(edited).toMatchObject({ status: 200, body: { name: 'Renamed' } });
  });
});
