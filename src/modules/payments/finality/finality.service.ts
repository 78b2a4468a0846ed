import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Clock } from '../../../common/clock/index.js';
import { Database } from '../../../common/database/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { PaymentNetworks } from '../networks/networks.service.js';
import type { Block, PaymentNetwork } from '../networks/payment-network.js';
import type { SettlementCheck } from '../ledger/settlement-check.entity.js';
import { SettlementChecks } from './settlement-checks.repository.js';
import { VanishedSettlements } from './vanished-settlements.service.js';

const BATCH = 200;
/** One run looks at so many batches at the most; the next goes on. */
const BATCHES = 50;
/** After how long one that could not be looked at has its next turn. */
const AGAIN_MS = 50_000;
/** Blocks asked for at the same time. */
const CONCURRENCY = 8;

/** Looks at settlements until they have as many confirmations as their network asks for. */
@Injectable()
export class Finality {
  constructor(
    private readonly database: Database,
    private readonly checks: SettlementChecks,
    private readonly vanished: VanishedSettlements,
    private readonly networks: PaymentNetworks,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Looks at what is due, in batches; a network that does not answer holds up no other. */
  async run(): Promise<void> {
    for (let batch = 0; batch < BATCHES; batch += 1) {
      const now = this.clock.now();
      const again = new Date(now.getTime() + AGAIN_MS);
      const due = await this.database.asService('payments', (tx) =>
        this.checks.take(tx, now, again, BATCH),
      );
      await Promise.all(
        [...groupBy(due, ({ network }) => network)].map((group) => this.look(...group)),
      );
      if (due.length < BATCH) return;
    }
  }

  private async look(id: string, due: readonly SettlementCheck[]): Promise<void> {
    try {
      const network = this.networks.find(id);
      if (network !== undefined) await this.check(network, due);
    } catch (error) {
      this.logger.warn({ err: error, network: id }, 'settlements could not be looked at');
    }
  }

  /** One question for each block: what is in a block that stays, stays with it. */
  private async check(network: PaymentNetwork, due: readonly SettlementCheck[]): Promise<void> {
    const head = await network.head();
    const byBlock = [...groupBy(due, ({ blockNumber }) => blockNumber)];
    const there: SettlementCheck[] = [];
    const gone: SettlementCheck[] = [];
    try {
      for (let at = 0; at < byBlock.length; at += CONCURRENCY) {
        const some = byBlock.slice(at, at + CONCURRENCY);
        const looks = some.map((group) => lookAtBlock(network, head, ...group));
        for (const seen of await Promise.all(looks)) {
          there.push(...seen.there);
          gone.push(...seen.gone);
        }
      }
    } finally {
      await this.note(network, head, there);
    }
    for (const check of gone) await this.lookFor(check, network, head);
  }

  /** What is still in its block, all in one transaction. */
  private async note(
    { confirmations, blockSeconds }: PaymentNetwork,
    head: Block,
    there: readonly SettlementCheck[],
  ): Promise<void> {
    if (there.length === 0) return;
    const now = this.clock.now();
    const byMissing = groupBy(there, ({ blockNumber }) =>
      Math.max(0, confirmations - Number(head.number - (blockNumber ?? head.number) + 1n)),
    );
    await this.database.asService('payments', async (tx) => {
      for (const [missing, checks] of byMissing) {
        const next = new Date(now.getTime() + missing * blockSeconds * 1000);
        if (missing === 0) await this.checks.finish(tx, checks, now);
        else await this.checks.wait(tx, checks, next);
      }
    });
  }

  private async lookFor(
    check: SettlementCheck,
    network: PaymentNetwork,
    head: Block,
  ): Promise<void> {
    try {
      await this.vanished.look(check, network, head, this.clock.now());
    } catch (error) {
      const { claimId } = check;
      this.logger.warn({ err: error, claimId }, 'a settlement could not be looked for');
    }
  }
}

interface Seen {
  readonly there: readonly SettlementCheck[];
  readonly gone: readonly SettlementCheck[];
}

/** Which settlements are still in the block that they were seen in. */
async function lookAtBlock(
  network: PaymentNetwork,
  head: Block,
  number: bigint | null,
  due: readonly SettlementCheck[],
): Promise<Seen> {
  if (number === null) return { there: [], gone: due };
  // A node that has not come so far cannot say what became of the block.
  if (number > head.number) return { there: [], gone: [] };
  const hash = await network.blockHash(number);
  const isThere = ({ blockHash }: SettlementCheck) => blockHash !== null && blockHash === hash;
  return { there: due.filter(isThere), gone: due.filter((check) => !isThere(check)) };
}

function groupBy<T, K>(all: readonly T[], keyOf: (one: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return groups;
}
