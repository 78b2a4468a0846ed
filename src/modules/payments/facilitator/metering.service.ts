import { setTimeout as sleep } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import type { Logger } from 'pino';
import { LOGGER } from '../../../common/observability/index.js';
import type { PayableClaim } from '../claims/held-claim.js';
import { PaymentNetworks } from '../networks/networks.service.js';
import { facilitatorConfig } from './facilitator.config.js';
import { type Facilitator, FACILITATORS } from './facilitator.js';
import { facilitatorNamedIn, settlerOf } from './settler.js';
import type { Settler } from '../x402/challenge.js';

/** How long a start waits to know: most facilitators and nodes answer sooner. */
const START_PATIENCE_MS = 2_000;
/** How soon is looked again where somebody was missing, and where nobody was. */
const CHECK_MISSING_MS = 30_000;
const CHECK_MS = 300_000;

/** A settlement of another amount than was asked for. */
export interface WrongAmount {
  readonly moved: bigint;
  readonly asked: bigint;
  readonly transaction: string;
}

/**
 * Knows who settles payments of what was used. Such a payment names its facilitator, and no other can
 * settle it: it is asked for only where one would, and the chain has the contracts.
 */
@Injectable()
export class Metering implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly settlers = new Map<string, Settler>();
  /** The addresses of each facilitator on each network, as far as it was asked. */
  private readonly addresses = new Map<string, readonly string[]>();
  private readonly distrusted = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private hasEnded = false;
  private changes = 0;

  constructor(
    @Inject(FACILITATORS) private readonly facilitators: readonly Facilitator[],
    private readonly networks: PaymentNetworks,
    @Inject(facilitatorConfig.KEY)
    private readonly config: Pick<ConfigType<typeof facilitatorConfig>, 'networks'>,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await Promise.race([this.keepChecking(), sleep(START_PATIENCE_MS, undefined, { ref: false })]);
  }

  onApplicationShutdown(): void {
    this.hasEnded = true;
    clearTimeout(this.timer);
  }

  /** Whom buyers are asked to name on the network; undefined while nothing by use is sold there. */
  readonly settlerOn = (network: string): Settler | undefined => this.settlers.get(network);

  /** Another number whenever `settlerOn` gives something else than before. */
  get version(): number {
    return this.changes;
  }

  /** Whether a payment that names `address` is this facilitator's to settle. Rejects when it does not say. */
  async settles(facilitator: Facilitator, network: string, address: string): Promise<boolean> {
    const known = this.addresses.get(keyOf(facilitator, network));
    if (known?.includes(address) === true) return true;
    const settler = await this.ask(facilitator, network);
    return settler?.addresses.includes(address) === true;
  }

  /**
   * What the chain moved is not what was asked for: that is booked, and told to whoever runs the server. The
   * facilitator is named in no other challenge of this process.
   */
  distrust({ id: claimId, network, payment }: PayableClaim, wrong: WrongAmount): void {
    const facilitator = facilitatorNamedIn(payment.requirements) ?? '';
    const amounts = { moved: `${wrong.moved}`, asked: `${wrong.asked}` };
    const facts = { claimId, network, facilitator, ...amounts, transaction: wrong.transaction };
    this.logger.error(facts, 'a facilitator moved another amount than it was asked for');
    this.distrusted.add(facilitator);
    this.set(network, undefined);
  }

  private async keepChecking(): Promise<void> {
    const ids = this.config.networks.filter((id) => this.networks.find(id)?.metered !== undefined);
    await Promise.all(ids.map((id) => this.check(id)));
    if (this.hasEnded || ids.length === 0) return;
    const isMissing = ids.some((id) => !this.settlers.has(id));
    const pause = isMissing ? CHECK_MISSING_MS : CHECK_MS;
    this.timer = setTimeout(() => void this.keepChecking(), pause).unref();
  }

  /** Who cannot be asked now says nothing new. */
  private async check(network: string): Promise<void> {
    try {
      const isDeployed = await this.networks.find(network)?.metered?.isDeployed();
      this.set(network, isDeployed === true ? await this.find(network) : undefined);
    } catch (error) {
      this.logger.warn({ err: error, network }, 'who settles payments by use is not known');
    }
  }

  /** The first that would, in the order in which facilitators are asked. */
  private async find(network: string): Promise<Settler | undefined> {
    for (const facilitator of this.facilitators.filter((each) => each.serves(network))) {
      const settler = await this.ask(facilitator, network);
      const address = settler?.addresses.find((each) => !this.distrusted.has(each));
      if (settler !== undefined && address !== undefined) {
        return { address, sponsors: settler.sponsors };
      }
    }
    return undefined;
  }

  private async ask(facilitator: Facilitator, network: string) {
    const normalise = (address: string) => this.networks.find(network)?.normalise(address);
    const settler = settlerOf(await facilitator.supported(), network, normalise);
    if (settler !== undefined) this.addresses.set(keyOf(facilitator, network), settler.addresses);
    return settler;
  }

  private set(network: string, settler: Settler | undefined): void {
    const before = this.settlers.get(network);
    if (before?.address === settler?.address && before?.sponsors === settler?.sponsors) return;
    if (settler === undefined) this.settlers.delete(network);
    else this.settlers.set(network, settler);
    this.changes += 1;
  }
}

function keyOf({ name }: Facilitator, network: string): string {
  return `${name} ${network}`;
}
