import { Global, Inject, Injectable, Module, type OnModuleInit, type Type } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generatePrivateKey } from 'viem/accounts';
import {
  LLM_PROVIDERS,
  type LlmProvider,
  ProvidesModels,
} from '../../src/modules/execution/index.js';
import { ApiClient } from '../../src/sandbox/api-client.js';
import { openReplica, openShop, type Shop } from '../e2e/shop.js';

/** A module with a provider of no models for each id. */
function moduleWith(ids: readonly string[]) {
  const providers = ids.map((id): Type<LlmProvider> => {
    @ProvidesModels()
    @Injectable()
    class Team implements LlmProvider {
      readonly id = id;
      async *generate() {}
      async verifyKey() {
        return { status: 'valid' } as const;
      }
    }
    return Team;
  });
  @Module({})
  class TeamModule {}
  return { module: TeamModule, providers };
}

/** Reads the list as soon as Nest lets it; global modules are the first to start. */
@Injectable()
class Early implements OnModuleInit {
  seen: string[] = [];

  constructor(@Inject(LLM_PROVIDERS) private readonly list: readonly LlmProvider[]) {}

  onModuleInit(): void {
    this.seen = this.list.map(({ id }) => id);
  }
}

@Global()
@Module({ providers: [Early] })
class EarlyModule {}

const ALLOWED = ['z', 'a-b', 'a_b', 'a1', 'a--', 'x'.repeat(32)];
const REFUSED = ['', 'A', '1a', '-a', '_a', 'a:b', 'a b', 'ä', 'a/b', 'x'.repeat(33)];

describe('the id of a provider', () => {
  let shop: Shop;
  let creator: ApiClient;

  beforeAll(async () => {
    shop = await openShop({}, [{ module: EarlyModule }, moduleWith(ALLOWED)]);
    creator = await ApiClient.signIn(shop.origin, generatePrivateKey());
  });
  afterAll(() => shop.stop());

  it.each(ALLOWED)('may be %s: a key is stored under it, shown and deleted', async (id) => {
    const path = `/integrations/${id}/config`;
    const saved = await creator.send('PUT', path, { apiKey: 'planted-key-1234' });
    expect(saved).toMatchObject({ status: 'valid', keyHint: '1234' });
    expect(await creator.send('GET', path)).toMatchObject({ hasApiKey: true });
    expect(await creator.send('DELETE', path)).toMatchObject({ hasApiKey: false });
  });

  it('stands among what a creator can connect, and connects there as well', async () => {
    const { items } = await creator.send<{ items: { provider: string }[] }>('GET', '/integrations');
    const added = items.map(({ provider }) => provider).filter((id) => ALLOWED.includes(id));
    expect(added.toSorted()).toEqual(ALLOWED.toSorted());
    const connected = await creator.send('POST', '/integrations/a-b/connect', {
      apiKey: 'planted-key-5678',
    });
    expect(connected).toMatchObject({ connection: { status: 'connected' } });
    expect(await creator.send('GET', '/integrations/a-b/config')).toMatchObject({
      keyHint: '5678',
    });
  });

  it('stands in the list for whoever reads it, from their start on', () => {
    const { seen } = shop.app.get(Early, { strict: false });
    expect(seen.toSorted()).toEqual([...ALLOWED, 'claude', 'openrouter'].toSorted());
    const list = shop.app.get<readonly LlmProvider[]>(LLM_PROVIDERS, { strict: false });
    expect(list.map(({ id }) => id)).toEqual(seen);
  });

  it.each(REFUSED)('may not be %j: the server does not start', async (id) => {
    await expect(openReplica(shop, [moduleWith([id])])).rejects.toThrow(
      `Coinslot cannot start:\n  - the LLM provider Team has the id ${JSON.stringify(id)}: it must`,
    );
  });

  it('may not be that of another: the server does not start', async () => {
    await expect(openReplica(shop, [moduleWith(['claude'])])).rejects.toThrow(
      /the LLM provider (Team|ClaudeProvider) has the id "claude", which (Team|ClaudeProvider) has already/,
    );
  });

  it('that the server refuses is none for the database either', async () => {
    for (const id of REFUSED) {
      const insert = shop.owner.query(
        `INSERT INTO connections (user_id, provider) SELECT id, $1 FROM users LIMIT 1`,
        [id],
      );
      await expect(insert).rejects.toThrow('connections_provider_check');
    }
  });
});
