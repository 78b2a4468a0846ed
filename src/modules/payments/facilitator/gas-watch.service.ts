import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import type { Logger } from 'pino';
import { LOGGER } from '../../../common/observability/index.js';
import { facilitatorConfig } from './facilitator.config.js';
import { type Facilitator, FACILITATORS, type GasMoney } from './facilitator.js';
import { type GasLevel, gasLevel, settlementsLeft } from './gas-level.js';

const CHECK_MS = 30_000;
/** Sales wait for the money. */
const CHECK_EMPTY_MS = 5_000;

/** What is known of the money for fees on one network. */
interface Gauge {
  readonly money: GasMoney;
  readonly level: GasLevel;
  /** What there was when a transaction could not be paid. */
  readonly refused: GasMoney | undefined;
}

/** What those who run the server are told. */
export interface GasReport {
  readonly level: GasLevel;
  /** Smallest unit of the network's own currency, as decimal text. */
  readonly balance: string;
  readonly settlementsLeft: string;
}

/**
 * Watches what our own facilitator pays the networks' fees with, so that nothing is sold that could
 * not be settled. Behind a URL somebody else pays them, and nothing is known here.
 */
@Injectable()
export class GasWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly gauges = new Map<string, Gauge>();
  private timer: NodeJS.Timeout | undefined;
  private hasEnded = false;

  constructor(
    @Inject(FACILITATORS) private readonly facilitators: readonly Facilitator[],
    @Inject(facilitatorConfig.KEY)
    private readonly config: Pick<
      ConfigType<typeof facilitatorConfig>,
      'networks' | 'warnSettlements'
    >,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    if (this.facilitators.some(({ readGas }) => readGas !== undefined)) void this.keepChecking();
  }

  onApplicationShutdown(): void {
    this.hasEnded = true;
    clearTimeout(this.timer);
  }

  /** Whether a settlement on the network could not be paid. False while nothing is known. */
  isEmpty(network: string): boolean {
    return this.gauges.get(network)?.level === 'empty';
  }

  /** By network; empty where somebody else pays. */
  report(): Record<string, GasReport> {
    return Object.fromEntries(
      [...this.gauges].map(([network, { money, level }]) => [
        network,
        {
          level,
          balance: money.balance.toString(),
          settlementsLeft: settlementsLeft(money).toString(),
        },
      ]),
    );
  }

  /** Reads what there is now, on every network. */
  async check(): Promise<void> {
    const networks = this.config.networks;
    await Promise.all(networks.map((network) => this.checkOne(network, false)));
  }

  /** A transaction could not be paid, whatever was thought of the balance. */
  async noteRefusal(network: string): Promise<void> {
    await this.checkOne(network, true);
  }

  private async keepChecking(): Promise<void> {
    await this.check();
    if (this.hasEnded) return;
    const isWaiting = [...this.gauges.values()].some(({ level }) => level === 'empty');
    const pause = isWaiting ? CHECK_EMPTY_MS : CHECK_MS;
    this.timer = setTimeout(() => void this.keepChecking(), pause).unref();
  }

  private async checkOne(network: string, wasRefused: boolean): Promise<void> {
    const payer = this.facilitators.find(
      (each) => each.readGas !== undefined && each.serves(network),
    );
    try {
      const money = await payer?.readGas?.(network);
      if (money !== undefined) this.update(network, money, wasRefused);
    } catch (error) {
      this.logger.warn({ err: error, network }, 'the money for gas could not be read');
    }
  }

  private update(network: string, money: GasMoney, wasRefused: boolean): void {
    const before = this.gauges.get(network);
    const refused = wasRefused ? money : before?.refused;
    const level = gasLevel(money, this.config.warnSettlements, refused);
    this.gauges.set(network, { money, level, refused: level === 'empty' ? refused : undefined });
    if (level === before?.level || (level === 'good' && before === undefined)) return;
    const facts = { network, level, balance: money.balance.toString() };
    if (level === 'good') this.logger.info(facts, 'the hot wallet has money for gas again');
    else this.logger.warn(facts, 'the hot wallet needs money for gas');
  }
}
