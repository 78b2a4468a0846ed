import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import type { Logger } from 'pino';
import { ConfigError } from '../../../common/config/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { networksConfig } from './networks.config.js';
import { PaymentNetworks } from './networks.service.js';

/** When a node that did not answer is asked again. */
const AGAIN_MS = 15_000;

/**
 * Asks every node at the start which chain it is on: outcomes read from another chain would let calls
 * go unpaid. A node that cannot be reached holds up nothing, and is asked again until it has answered.
 */
@Injectable()
export class ChainCheck implements OnModuleInit, OnModuleDestroy {
  private again: NodeJS.Timeout | undefined;

  constructor(
    private readonly networks: PaymentNetworks,
    @Inject(networksConfig.KEY) private readonly config: ConfigType<typeof networksConfig>,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @throws {ConfigError} for a node of another chain */
  async onModuleInit(): Promise<void> {
    const silent = await this.check(this.config.networks, (wrong) => {
      throw new ConfigError([wrong]);
    });
    this.askAgain(silent);
  }

  onModuleDestroy(): void {
    clearTimeout(this.again);
  }

  private askAgain(networks: readonly string[]): void {
    if (networks.length === 0) return;
    this.again = setTimeout(() => void this.checkLate(networks), AGAIN_MS).unref();
  }

  /** Nobody can be refused the start any more: payments on the wrong chain are not taken from now on. */
  private async checkLate(networks: readonly string[]): Promise<void> {
    const silent = await this.check(networks, (wrong, network) => {
      this.networks.remove(network);
      this.logger.fatal({ network }, wrong);
    });
    this.askAgain(silent);
  }

  /** @returns those whose node did not answer */
  private async check(
    networks: readonly string[],
    refuse: (wrong: string, network: string) => void,
  ): Promise<readonly string[]> {
    const chains = await Promise.all(networks.map((network) => this.chainOf(network)));
    return networks.filter((network, n) => {
      const chain = chains[n];
      if (chain !== undefined && chain !== network) {
        refuse(`RPC_URLS: the node for ${network} is on another chain, ${chain}`, network);
      }
      return chain === undefined;
    });
  }

  /** Undefined when the node does not say. */
  private async chainOf(network: string): Promise<string | undefined> {
    try {
      return await this.networks.find(network)?.askId();
    } catch (error) {
      this.logger.warn({ err: error, network }, 'a node does not say which chain it is on');
      return undefined;
    }
  }
}
