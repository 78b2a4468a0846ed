import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import type { Logger } from 'pino';
import { chainUnavailable, Problem } from '../../../common/errors/index.js';
import {
  rpcClient,
  type WalletClaim,
  type WalletJudge,
  walletJudge,
} from '../../../common/evm/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { signedMessagesConfig } from './signed-messages.config.js';

/** Somebody waits to be signed in. */
const PATIENCE = { timeoutMs: 3_000, tries: 2 };

/** Accounts that are contracts, deployed or not yet: they say on their chain what they signed. */
@Injectable()
export class ContractAccounts {
  private readonly judges: ReadonlyMap<string, WalletJudge>;

  constructor(
    @Inject(signedMessagesConfig.KEY)
    { rpcUrls, walletFactories }: ConfigType<typeof signedMessagesConfig>,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.judges = new Map(
      [...rpcUrls]
        .filter(([network]) => network.startsWith('eip155:'))
        .map(([network, url]) => [network, walletJudge(rpcClient(url, PATIENCE), walletFactories)]),
    );
  }

  /**
   * @param network CAIP-2 id; on one that this server does not know, no contract signed anything
   * @throws {Problem} `chain_unavailable`
   */
  async haveSigned(network: string, claim: WalletClaim): Promise<boolean> {
    try {
      return (await this.judges.get(network)?.(claim)) ?? false;
    } catch (error) {
      this.logger.warn({ err: error, network }, 'a contract could not be asked for its signature');
      throw new Problem(chainUnavailable, { retryAfterSeconds: 5 });
    }
  }
}
