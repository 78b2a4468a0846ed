import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ResourceSecrets } from '../../src/modules/integrations/index.js';
import { type Listing, openShop, type Shop } from './shop.js';

const SECRET = 'Bearer planted-resource-secret-x9Qa';

describe('the secret of a resource', () => {
  let shop: Shop;
  let listing: Listing;
  let ownerId: string;
  let secrets: ResourceSecrets;

  beforeAll(async () => {
    shop = await openShop();
    listing = await shop.publish();
    secrets = shop.app.get(ResourceSecrets, { strict: false });
    ownerId = (await listing.creator.send<{ id: string }>('GET', '/me')).id;
  });
  afterAll(() => shop.stop());

  const path = (id = listing.id) => `/resources/${id}/secret`;
  const reveal = async (id = listing.id) =>
    (await secrets.revealForExecution(ownerId, id))?.reveal();

  it('is saved, replaced and deleted, and never shown', async () => {
    const { creator } = listing;
    expect(await creator.send('GET', path())).toEqual({ hasSecret: false, hint: null });
    expect(await reveal()).toBeUndefined();
    await creator.send('PUT', path(), { value: 'an older secret' });
    expect(await reveal()).toBe('an older secret');
    await creator.send('PUT', path(), { value: SECRET });
    expect(await creator.send('GET', path())).toEqual({ hasSecret: true, hint: 'x9Qa' });
    expect(await reveal()).toBe(SECRET);
    await creator.send('DELETE', path());
    await creator.send('DELETE', path());
    expect(await reveal()).toBeUndefined();
    await creator.send('PUT', path(), { value: SECRET });
    expect(shop.log.join('')).not.toContain('planted-resource-secret');
    const [{ everything }] = await shop.owner.query(
      `SELECT json_agg(c)::text AS everything FROM credentials c`,
    );
    expect(everything).not.toContain('planted-resource-secret');
  });

  it('is nobody else’s business', async () => {
    const { creator } = await shop.publish();
    for (const [method, body] of [['GET'], ['PUT', { value: 'stolen' }], ['DELETE']] as const) {
      await expect(creator.send(method, path(), body)).rejects.toThrow(/404/);
    }
    await expect(creator.send('GET', path('nonsense'))).rejects.toThrow(/404/);
    expect(await reveal()).toBe(SECRET);
  });

  it.each(['', 'a\r\nb', 'ü', 'x'.repeat(4_097)])(
    'is the value of a header, not %j',
    async (value) => {
      await expect(listing.creator.send('PUT', path(), { value })).rejects.toThrow(
        /"field":"value"/,
      );
    },
  );

  it('opens for no other resource, not even of the same owner', async () => {
    const { id } = await listing.creator.send<{ id: string }>('POST', '/resources', {
      type: 'static',
      name: 'Other',
      description: 'Another',
      slug: 'other',
      category: 'writing',
      price: '0.05',
      config: { content: 'x' },
    });
    await listing.creator.send('PUT', path(id), { value: 'its own' });
    await shop.owner.query(
      `UPDATE credentials c SET ciphertext = o.ciphertext, wrapped_key = o.wrapped_key,
         version = o.version FROM credentials o WHERE c.resource_id = $1 AND o.resource_id = $2`,
      [id, listing.id],
    );
    await expect(reveal(id)).rejects.toThrow(/belongs to another credential/);
  });

  it('is a key for the model of a prompt, which then misses none', async () => {
    const { id, creator } = await shop.publish();
    await creator.send('DELETE', '/integrations/claude/config');
    const config = {
      systemPrompt: 'Find a title for what you are sent.',
      model: 'claude:claude-sonnet-5-5',
      maxTokens: 100,
      allowsUserMessage: true,
      outputFormat: 'raw',
    };
    const body = { type: 'prompt', config, step: 'config', resourceId: id };
    const rehearse = () => creator.send('POST', '/resources/validate', body);
    expect(await rehearse()).toMatchObject({ errors: [], warnings: [{ code: 'key_missing' }] });
    await creator.send('PUT', path(id), { value: SECRET });
    expect(await rehearse()).toMatchObject({ errors: [], warnings: [] });
  });

  it('goes with its resource', async () => {
    await shop.owner.query(`DELETE FROM users WHERE id = $1`, [ownerId]);
    expect(
      await shop.owner.query(`SELECT FROM credentials WHERE resource_id = $1`, [listing.id]),
    ).toEqual([]);
  });
});
