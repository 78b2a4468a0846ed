import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Injectable, Module, type Type } from '@nestjs/common';
import { createApp } from '../../src/app.js';
import { parseConfig } from '../../src/common/config/index.js';
import { createLogger } from '../../src/common/observability/index.js';
import { describeFailure } from '../../src/describe-failure.js';
import { ProvidesExecutor } from '../../src/modules/execution/index.js';
import { ProvidesResourceType, type PublicInput } from '../../src/modules/resources/index.js';
import { reverse, ReverseType } from './reverse.js';
import {
  type Ground,
  type Listing,
  openReplica,
  prepareGround,
  publish,
  type Replica,
} from './shop.js';

/** What another team may get wrong, each as one class. */
@ProvidesResourceType()
@Injectable()
class TypeAlone extends ReverseType {
  override readonly id = 'x_alone';
}

@ProvidesExecutor()
@Injectable()
class ExecutorAlone extends ReverseType {
  override readonly type = 'x_nothing';
}

@ProvidesResourceType()
@Injectable()
class Twin extends ReverseType {}

@ProvidesExecutor()
@Injectable()
class SecondExecutor extends ReverseType {}

@ProvidesResourceType()
@ProvidesExecutor()
@Injectable()
class Nameless extends ReverseType {
  override readonly id = 'reverse';
  override readonly type = 'reverse';
}

@ProvidesResourceType()
@ProvidesExecutor()
@Injectable()
class Usurper extends ReverseType {
  override readonly id = 'static';
  override readonly type = 'static';
}

@ProvidesResourceType()
@ProvidesExecutor()
@Injectable()
class WithColumns extends ReverseType {
  toColumns() {
    return {};
  }
}

@ProvidesResourceType()
@ProvidesExecutor()
@Injectable()
class SoldElsewhere extends ReverseType {
  readonly isSoldElsewhere = true;
}

@ProvidesResourceType()
@ProvidesExecutor()
@Injectable()
class SendingOn extends ReverseType {
  soldAt() {
    return 'https://shop.example';
  }
}

/** A whole type that tells of so many inputs. */
@ProvidesResourceType()
@ProvidesExecutor()
@Injectable()
class Talkative extends ReverseType {
  override readonly id = 'x_talkative';
  override readonly type = 'x_talkative';
  override publicInputs({ maxLength }: { readonly maxLength: number }): PublicInput[] {
    const told = { description: '', required: false, default: null, maxLength, secret: 'planted' };
    return Array.from({ length: maxLength }, (_, at) => ({ ...told, name: `text${at}` }));
  }
}

@Module({ providers: [Talkative] })
class TalkativeModule {}

let ground: Ground;
beforeAll(async () => {
  ground = await prepareGround();
});
afterAll(() => ground.clear());

/** What whoever starts a server with these is told. */
async function failureWith(providers: Type[]): Promise<string[]> {
  @Module({ providers })
  class OthersModule {}
  const others = { name: 'others', module: OthersModule };
  const app = await createApp(parseConfig(ground.environment), createLogger('silent'), [others]);
  try {
    await app.init();
    return [];
  } catch (error) {
    return describeFailure(error).split('\n');
  } finally {
    await app.close();
  }
}

describe('a server does not start', () => {
  it.each<[what: string, providers: Type[], line: RegExp]>([
    [
      'a type that nothing runs',
      [TypeAlone],
      /^resource type x_alone of TypeAlone: nothing runs it/,
    ],
    ['an executor without a type', [ExecutorAlone], /^executor ExecutorAlone: .*x_nothing/],
    [
      'two types of one id',
      [ReverseType, Twin],
      /^resource type x_reverse: given by ReverseType and Twin/,
    ],
    [
      'two executors of one type',
      [ReverseType, SecondExecutor],
      /^resource type x_reverse of ReverseType: run by ReverseType and SecondExecutor/,
    ],
    [
      'a type from outside whose id does not say so',
      [Nameless],
      /^resource type reverse of Nameless: .* x_/,
    ],
    [
      'one that takes the id of ours',
      [Usurper],
      /^resource type static: given by StaticType and Usurper/,
    ],
    ['one that wants columns', [WithColumns], /^resource type x_reverse of WithColumns: .*columns/],
    [
      'one that is sold elsewhere',
      [SoldElsewhere],
      /^resource type x_reverse of SoldElsewhere: only .*external/,
    ],
    [
      'one that sends buyers on',
      [SendingOn],
      /^resource type x_reverse of SendingOn: its executor SendingOn has soldAt/,
    ],
  ])('with %s, and says so in one line', async (_what, providers, line) => {
    const [title, mistake, ...more] = await failureWith(providers);
    expect(title).toBe('Coinslot cannot start:');
    expect(mistake?.slice('  - '.length)).toMatch(line);
    expect(more).toEqual([]);
  });

  it('and does with one that is whole', async () => {
    expect(await failureWith([ReverseType])).toEqual([]);
  });
});

const documentOf = async ({ origin }: Replica) =>
  (await (await fetch(`${origin}/api/v1/openapi.json`)).json()) as {
    components: {
      schemas: Record<
        string,
        { properties: Record<string, { enum?: string[]; anyOf?: object[] }> }
      >;
    };
  };

const find = async ({ origin }: Replica) =>
  (await fetch(`${origin}/api/v1/resources?type=x_reverse`)).json();

describe('two servers in one process, of which one has a type from outside', () => {
  let having: Replica;
  let without: Replica;

  beforeAll(async () => {
    having = await openReplica(ground, [reverse]);
    without = await openReplica(ground);
  });
  afterAll(() => Promise.all([having.app.close(), without.app.close()]));

  const OURS = 'prompt_template, openrouter_instant, prompt, proxy, external, static';
  const wanted = { type: 'x_reverse', slug: 'reverse', config: { maxLength: 10 } };
  it('take what they have, and name it to whoever wants another', async () => {
    await publish(having.origin, wanted);
    await expect(publish(without.origin, wanted)).rejects.toThrow(`must be one of ${OURS}`);
    const others = publish(having.origin, { ...wanted, type: 'x_other' });
    await expect(others).rejects.toThrow(`must be one of ${OURS}, x_reverse`);
  });

  it('search what they have', async () => {
    expect(await find(having)).toMatchObject({ total: 1 });
    const errors = [{ field: 'type', message: `must be one of ${OURS}` }];
    expect(await find(without)).toMatchObject({ status: 422, code: 'invalid_input', errors });
  });

  it('document what they have', async () => {
    const config = { $ref: '#/components/schemas/ReverseTextDto' };
    for (const [replica, has] of [
      [having, true],
      [without, false],
    ] as const) {
      const { schemas } = (await documentOf(replica)).components;
      const { type, config: form } = schemas['CreateListingDto']!.properties;
      expect(type?.enum?.includes('x_reverse')).toBe(has);
      expect(form?.anyOf?.length).toBe(has ? 7 : 6);
      expect(JSON.stringify(form).includes(JSON.stringify(config))).toBe(has);
      expect('ReverseTextDto' in schemas).toBe(has);
    }
  });
});

describe('what buyers may send to a resource of a type from outside', () => {
  let server: Replica;
  beforeAll(async () => {
    server = await openReplica(ground, [reverse, { module: TalkativeModule }]);
  });
  afterAll(() => server.app.close());

  /** What the catalogue says of it in a list, alone and at its address. */
  async function told({ id, url }: Listing): Promise<unknown[]> {
    const address = new URL(url).pathname.slice('/@'.length);
    const [list, ...alone] = await Promise.all(
      [`?q=${address.replace('/', ' ')}`, `/${id}`, `/by-slug/${address}`].map(async (path) => {
        const answer = await fetch(`${server.origin}/api/v1/resources${path}`);
        return (await answer.json()) as { items: Told[] } & Told;
      }),
    );
    const listed = list?.items.find((one) => one.id === id);
    return [listed, ...alone].map((one) => one?.parameters);
  }

  it('stands in the catalogue, wherever they look, and changes with the configuration', async () => {
    const config = { maxLength: 10 };
    const sold = await publish(server.origin, { type: 'x_reverse', slug: 'inputs', config });
    const text = { name: 'text', description: '', required: true, default: null };
    const tenSigns = [{ ...text, maxLength: 10 }];
    expect(await told(sold)).toEqual([tenSigns, tenSigns, tenSigns]);
    await sold.creator.send('PATCH', `/resources/${sold.id}`, { config: { maxLength: 20 } });
    const twentySigns = [{ ...text, maxLength: 20 }];
    expect(await told(sold)).toEqual([twentySigns, twentySigns, twentySigns]);
  });

  it('is bounded, told in documented members alone, and refused with words beyond', async () => {
    const wanted = { type: 'x_talkative', slug: 'talkative', config: { maxLength: 100 } };
    const sold = await publish(server.origin, wanted);
    const [, shown] = (await told(sold)) as object[][];
    expect(shown).toHaveLength(100);
    expect(JSON.stringify(shown)).not.toContain('planted');
    const more = sold.creator.send('PATCH', `/resources/${sold.id}`, {
      config: { maxLength: 101 },
    });
    await expect(more).rejects.toThrow(/422.*"field":"config".*at most 100 inputs/s);
    expect((await told(sold))[1]).toHaveLength(100);
  });
});

interface Told {
  readonly id: string;
  readonly parameters: unknown;
}
