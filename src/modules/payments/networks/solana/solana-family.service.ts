import { Injectable } from '@nestjs/common';
import { Clock } from '../../../../common/clock/index.js';
import type { RpcPatience } from '../../../../common/evm/index.js';
import { SOLANA_CHAINS } from '../../../../common/networks/index.js';
import type { NetworkFamily } from '../network-family.js';
import type { PaymentNetwork } from '../payment-network.js';
import { ProvidesNetworks } from '../provides-networks.decorator.js';
import { solanaChain } from './solana-chain.client.js';
import { SolanaNetwork } from './solana-network.js';
import { solanaRpc } from '../../../../common/solana/index.js';

/** For questions that a buyer waits for, and for those of jobs. */
const QUICK: RpcPatience = { timeoutMs: 3_000, tries: 2 };
const PATIENT: RpcPatience = { timeoutMs: 10_000, tries: 3 };

/** The clusters of Solana. */
@ProvidesNetworks()
@Injectable()
export class SolanaFamily implements NetworkFamily {
  readonly known: readonly string[] = SOLANA_CHAINS.map(({ id }) => id);

  constructor(private readonly clock: Clock) {}

  open(id: string, rpcUrl: string): PaymentNetwork | undefined {
    const chain = SOLANA_CHAINS.find((each) => each.id === id);
    const client = solanaChain(solanaRpc(rpcUrl, QUICK), solanaRpc(rpcUrl, PATIENT));
    return chain && new SolanaNetwork(chain, client, this.clock);
  }
}
