import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { type Hex, verifyMessage } from 'viem';
import { Clock } from '../../../common/clock/index.js';
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

const ETHEREUM = 1;

/** Messages to this server that are signed by Ethereum accounts (EIP-4361). */
@Injectable()
export class SignedMessages {
  readonly terms: MessageTerms;

  constructor(
    @Inject(signedMessagesConfig.KEY) config: ConfigType<typeof signedMessagesConfig>,
    private readonly clock: Clock,
  ) {
    const { uri, networks } = config;
    const [first, ...others] = networks
      .filter((network) => network.startsWith('eip155:'))
      .map((network) => Number(network.split(':')[1]));
    // Signing in needs no chain: any will do where nothing is paid on an EVM chain.
    this.terms = { domain: new URL(uri).host, uri, chainIds: [first ?? ETHEREUM, ...others] };
  }

  /**
   * What the signer of a message says, or why it is not believed. Its nonce is still to be used up.
   */
  async read(message: string, signature: Hex): Promise<SiweClaim | SiweRefusal> {
    const claim = readSiweMessage(message, {
      origin: this.terms.uri,
      chainIds: this.terms.chainIds,
      now: this.clock.now(),
      maxAgeMs: NONCE_LIFETIME_S * 1000,
    });
    if (typeof claim === 'string') return claim;
    return (await isSignedBy(claim.address, message, signature)) ? claim : 'bad_signature';
  }
}

/** Recovers the signer (EIP-191) without asking a chain: contract accounts do not count. */
async function isSignedBy(address: Hex, message: string, signature: Hex): Promise<boolean> {
  try {
    return await verifyMessage({ address, message, signature });
  } catch {
    return false;
  }
}
