import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { networksConfig } from './networks.config.js';
import { evmBlocks } from './evm/evm-blocks.client.js';
import { evmChain } from './evm/evm-chain.client.js';
import { EvmNetwork } from './evm/evm-network.js';
import { evmSignatures } from './evm/evm-signatures.client.js';
import { evmTransfers } from './evm/evm-transfers.client.js';
import { rpcClient, type RpcPatience } from './evm/rpc.client.js';
import { USDC_DEPLOYMENTS } from './evm/usdc.js';
import type { PaymentNetwork } from './payment-network.js';

/** For questions that a buyer waits for, and for those of jobs. */
const QUICK: RpcPatience = { timeoutMs: 3_000, tries: 2 };
const PATIENT: RpcPatience = { timeoutMs: 10_000, tries: 3 };

/** The networks this server takes payments on. */
@Injectable()
export class PaymentNetworks {
  private readonly byId: Map<string, PaymentNetwork>;

  constructor(@Inject(networksConfig.KEY) config: ConfigType<typeof networksConfig>) {
    this.byId = new Map(
      config.networks.map((id) => [id, createNetwork(id, config.rpcUrls.get(id) ?? '')]),
    );
  }

  /** Undefined when payments on that network are not taken. */
  find(id: string): PaymentNetwork | undefined {
    return this.byId.get(id);
  }

  /** From now on no payments are taken on that network. */
  remove(id: string): void {
    this.byId.delete(id);
  }

  /** Undefined when x402 v1 payments are not taken on a network of that name. */
  findByV1Name(name: string): PaymentNetwork | undefined {
    return [...this.byId.values()].find(({ v1Name }) => v1Name === name);
  }
}

function createNetwork(id: string, url: string): PaymentNetwork {
  const usdc = USDC_DEPLOYMENTS.find(({ chainId }) => id === `eip155:${chainId}`);
  if (usdc === undefined) {
    const known = USDC_DEPLOYMENTS.map(({ chainId }) => `eip155:${chainId}`).join(', ');
    throw new Error(`NETWORKS: ${id} is not a network Coinslot knows. Known: ${known}`);
  }
  const quick = rpcClient(url, QUICK);
  const patient = rpcClient(url, PATIENT);
  return new EvmNetwork(usdc, {
    ...evmChain(usdc, quick),
    ...evmBlocks(patient),
    ...evmTransfers(usdc, patient),
    ...evmSignatures(usdc, quick),
  });
}
