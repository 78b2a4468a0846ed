import { expect } from '@jest/globals';
import type { ConnectionProvider } from '../connection-provider.js';
import type { Finding } from '../provider-sessions.service.js';
import type { Bench, Check } from './provider-bench.js';
import { askingOnce, ofAnother, twoAccounts } from './two-accounts.js';

/** What was found of the second account, and what was asked for it. */
interface Seen {
  readonly finding: Finding;
  readonly asked: readonly string[];
}

/** What a provider owes users who come after each other, or at once: that it keeps nothing of a call. */
export function checkSeparation(check: Check, bench: Bench): void {
  const { good } = bench.ground;

  for (const [what, untouched] of Object.entries(beginnings(bench))) {
    check(`asks anew for each user, and tells none of another’s account, ${what}`, async () => {
      const service = await Service.start(bench, untouched);
      const alone = await service.seeOther(service.provider());
      const used = service.provider();
      await service.see(used);
      expect(await service.seeOther(used)).toEqual(alone);
    });
  }

  check('keeps the accounts of users who ask side by side apart', async () => {
    const service = await Service.start(bench, bench.definition.probes.length);
    const own = await service.see(service.provider());
    const { finding } = await service.seeOther(service.provider());
    const provider = service.provider();
    service.handle(() => undefined);
    const both = [good, ofAnother(good)].map((keys) => bench.ask(provider, keys));
    expect(await Promise.all(both)).toEqual([own, finding]);
  });
}

/** From where on the second account differs: a rule for verdicts may read a text of the first answers. */
function beginnings({ ground }: Bench): Readonly<Record<string, number>> {
  const { probes } = ground.provider(ground.baseUrl).definition;
  return { 'whose key tells of it': 0, 'once the key is known to be good': probes.length };
}

/** The service of a bench, with a second account. */
class Service {
  private constructor(
    private readonly bench: Bench,
    private readonly untouched: number,
    private readonly answer = askingOnce(bench.url),
  ) {}

  static async start(bench: Bench, untouched: number): Promise<Service> {
    await bench.renew();
    return new Service(bench, untouched);
  }

  provider(): ConnectionProvider {
    return this.bench.ground.provider(this.bench.hostile.url);
  }

  handle(onAsked: (said: string) => void): void {
    this.bench.hostile.handle = twoAccounts(this.answer, this.untouched, onAsked);
  }

  /** What `provider` finds of the first account. */
  async see(provider: ConnectionProvider): Promise<Finding> {
    this.handle(() => undefined);
    return this.bench.ask(provider, this.bench.ground.good);
  }

  /** What it finds of the second. */
  async seeOther(provider: ConnectionProvider): Promise<Seen> {
    const asked: string[] = [];
    this.handle((said) => asked.push(said));
    return { finding: await this.bench.ask(provider, ofAnother(this.bench.ground.good)), asked };
  }
}
