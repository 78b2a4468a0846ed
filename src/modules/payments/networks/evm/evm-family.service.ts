import { Injectable } from '@nestjs/common';
import { getAddress, isAddress } from 'viem';
import { ConfigError } from '../../../../common/config/index.js';
import { rpcClient, type RpcPatience } from '../../../../common/evm/index.js';
import { caip2, EVM_CHAINS, type EvmChain } from '../../../../common/networks/index.js';
import type { NetworkFamily } from '../network-family.js';
import type { PaymentNetwork } from '../payment-network.js';
import { ProvidesNetworks } from '../provides-networks.decorator.js';
import { evmBlocks } from './evm-blocks.client.js';
import { evmChain } from './evm-chain.client.js';
import { evmChainId } from './evm-chain-id.client.js';
import { EvmNetwork } from './evm-network.js';
import { evmPermits } from './evm-permits.client.js';
import { evmSignatures } from './evm-signatures.client.js';
import { evmTransfers } from './evm-transfers.client.js';

/** For questions that a buyer waits for, and for those of jobs. */
const QUICK: RpcPatience = { timeoutMs: 3_000, tries: 2 };
const PATIENT: RpcPatience = { timeoutMs: 10_000, tries: 3 };

/** The EVM chains: those of the table, by EIP-3009. */
@ProvidesNetworks()
@Injectable()
export class EvmFamily implements NetworkFamily {
  readonly known: readonly string[] = EVM_CHAINS.map(({ chainId }) => caip2(chainId));

  open(
    id: string,
    rpcUrl: string,
    walletFactories: readonly string[] = [],
  ): PaymentNetwork | undefined {
    const row = EVM_CHAINS.find(({ chainId }) => id === caip2(chainId));
    return row && openEvmChain(row, rpcUrl, walletFactories);
  }
}

/**
 * A chain that may stand in no table, for families of one's own.
 * @param walletFactories contracts that may make wallets whose signatures say that they are not there yet
 * @throws {ConfigError} for a row whose tokens are not written by their right addresses
 */
export function openEvmChain(
  row: EvmChain,
  rpcUrl: string,
  walletFactories: readonly string[] = [],
): PaymentNetwork {
  assertAddresses(row);
  const quick = rpcClient(rpcUrl, QUICK);
  const patient = rpcClient(rpcUrl, PATIENT);
  const chain = { ...evmBlocks(patient), ...evmChainId(rpcUrl) };
  return new EvmNetwork(row, (token) => ({
    ...chain,
    ...evmChain(token, quick),
    ...evmTransfers(token, patient),
    ...evmSignatures(token, quick, walletFactories),
    permits: evmPermits(token, quick),
  }));
}

/** A slip of one digit would have buyers pay in nothing, and the checksum of EIP-55 tells it. */
function assertAddresses({ name, assets }: EvmChain): void {
  const wrong = assets.flatMap(({ symbol, address }) => {
    if (!isAddress(address, { strict: false })) return [`${symbol}: ${address} is no address`];
    const right = getAddress(address);
    return right === address
      ? []
      : [`${symbol}: ${address} has no right checksum; if its digits are right, write ${right}`];
  });
  if (wrong.length > 0) throw new ConfigError(wrong.map((each) => `NETWORKS: ${name}, ${each}`));
}
