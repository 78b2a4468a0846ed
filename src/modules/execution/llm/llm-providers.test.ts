import { Global, Inject, Injectable, Module, type OnModuleInit, type Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { describe, expect, it } from '@jest/globals';
import { ConfigError } from '../../../common/config/index.js';
import { LLM_PROVIDERS, type LlmProvider, LlmRegistry, ProvidesModels } from './index.js';
import { LlmProvidersModule } from './llm-providers.module.js';
import { LlmProviders } from './llm-providers.service.js';

const answersNothing = {
  generate: async function* () {},
  verifyKey: async () => ({ status: 'valid' as const }),
};

function provider(id: string, name = 'Acme'): Type<LlmProvider> {
  const found = {
    [name]: class {
      readonly id = id;
      readonly generate = answersNothing.generate;
      readonly verifyKey = answersNothing.verifyKey;
    },
  }[name];
  if (found === undefined) throw new Error('no class');
  ProvidesModels()(found);
  Injectable()(found);
  return found;
}

const moduleOf = (...providers: Type[]) => {
  class TeamModule {}
  Module({ providers })(TeamModule);
  return TeamModule;
};

/** Reads the list as soon as Nest lets it. */
@Injectable()
class Early implements OnModuleInit {
  seen: string[] = [];
  asked: string[] = [];
  private readonly registry: LlmRegistry;

  constructor(
    @Inject(LLM_PROVIDERS) private readonly providers: readonly LlmProvider[],
    list: LlmProviders,
  ) {
    this.registry = new LlmRegistry(() => list.all);
  }

  onModuleInit(): void {
    this.seen = this.providers.map(({ id }) => id);
    this.asked = this.registry.providerIds();
  }
}

@Module({ providers: [Early] })
class EarlyModule {}

@Global()
@Module({ providers: [Early] })
class EarlyGlobalModule {}

const start = async (...imports: Type[]) => {
  const module = await Test.createTestingModule({ imports }).compile();
  return module.init();
};

describe('the list of providers', () => {
  it('has those of every module, whether it is made before or after the list', async () => {
    const before = moduleOf(provider('acme'));
    const after = moduleOf(provider('a-b'), provider('z_9'));
    const app = await start(before, LlmProvidersModule, after);
    const list = app.get<readonly LlmProvider[]>(LLM_PROVIDERS);
    expect(list.map(({ id }) => id)).toEqual(['acme', 'a-b', 'z_9']);
  });

  it.each([
    [EarlyModule, 'a module'],
    [EarlyGlobalModule, 'a global module'],
  ])('is complete for whoever reads it while they start: %#, %s', async (module) => {
    const app = await start(LlmProvidersModule, module, moduleOf(provider('acme')));
    const early = app.get(Early, { strict: false });
    expect([early.seen, early.asked]).toEqual([['acme'], ['acme']]);
  });

  it('is complete for whoever asks before it is filled, and once only', async () => {
    const app = await start(EarlyGlobalModule, LlmProvidersModule, moduleOf(provider('acme')));
    expect(app.get(Early, { strict: false }).asked).toEqual(['acme']);
    expect(app.get(LLM_PROVIDERS)).toHaveLength(1);
  });

  it.each(['', 'A', '1a', '-a', '_a', 'a:b', 'a b', 'ä', 'a.b', 'a\n', 'x'.repeat(33)])(
    'is refused with the id %j, in words for whoever starts the server',
    async (id) => {
      const starting = start(LlmProvidersModule, moduleOf(provider(id)));
      await expect(starting).rejects.toThrow(
        `the LLM provider Acme has the id ${JSON.stringify(id)}: it must begin with`,
      );
      await expect(starting).rejects.toBeInstanceOf(ConfigError);
    },
  );

  it('is refused with an id that two have', async () => {
    const modules = [moduleOf(provider('a', 'First')), moduleOf(provider('a', 'Second'))];
    await expect(start(LlmProvidersModule, ...modules)).rejects.toThrow(
      'the LLM provider Second has the id "a", which First has already',
    );
  });
});
