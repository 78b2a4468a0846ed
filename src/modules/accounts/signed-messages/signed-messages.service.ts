import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { hashMessage, type Hex, verifyMessage } from 'viem';
import { Clock } from '../../../common/clock/index.js';
import { ContractAccounts } from './contract-accounts.client.js';
import { signedMessagesConfig } from './signed-messages.config.js';
import { NONCE_LIFETIME_S } from './nonces.service.js';
import { readSiweMessage, type SiweClaim, type SiweRefusal } from './siwe-proof.js';

/** What every message to this server must say. */
export interface MessageTerms {
  readonly domain: string;
  readonly uri: string;
  /** EIP-155 chain ids; the message names one of them. */
  readonly chainIds: readonly [number, ...number[]];
}

/** What a message says, and what signed it. */
export interface SignedClaim extends SiweClaim {
  /** A key is the account's on every chain, a contract on the one that was asked. */
  readonly signedBy: 'key' | 'contract';
}

const ETHEREUM = 1;

/** Messages to this server that are signed by Ethereum accounts (EIP-4361). */
@Injectable()
export class SignedMessages {
  readonly terms: MessageTerms;

  constructor(
    @Inject(signedMessagesConfig.KEY) config: ConfigType<typeof signedMessagesConfig>,
    private readonly clock: Clock,
    private readonly contracts: ContractAccounts,
  ) {
    const { uri, networks } = config;
    const [first, ...others] = networks
      .filter((network) => network.startsWith('eip155:'))
      .map((network) => Number(network.split(':')[1]));
    // Signing in needs no chain: any will do where nothing is paid on an EVM chain.
    this.terms = { domain: new URL(uri).host, uri, chainIds: [first ?? ETHEREUM, ...others] };
  }

  /**
   * What the signer of a message says, or why it is not believed. Its nonce is still to be used up. Only
   * what no key signed is asked about, on the chain that the message names.
   * @throws {Problem} `chain_unavailable` when that does not answer
   */
  async read(message: string, signature: Hex): Promise<SignedClaim | SiweRefusal> {
    const claim = readSiweMessage(message, {
      origin: this.terms.uri,
      chainIds: this.terms.chainIds,
      now: this.clock.now(),
      maxAgeMs: NONCE_LIFETIME_S * 1000,
    });
    if (typeof claim === 'string') return claim;
    const { address, chainId } = claim;
    if (await isOfKey(address, message, signature)) return { ...claim, signedBy: 'key' };
    const signed = { address, digest: hashMessage(message), signature };
    const isContracts = await this.contracts.haveSigned(`eip155:${chainId}`, signed);
    return isContracts ? { ...claim, signedBy: 'contract' } : 'bad_signature';
  }
}

/** Recovers the signer (EIP-191) without asking a chain. */
async function isOfKey(address: Hex, message: string, signature: Hex): Promise<boolean> {
  try {
    return await verifyMessage({ address, message, signature });
  } catch {
    return false;
  }
}
