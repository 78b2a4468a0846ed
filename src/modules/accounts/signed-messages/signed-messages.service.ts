import { Inject, Injectable } from '@nestjs/common';
import { type Hex, verifyMessage } from 'viem';
import { Clock } from '../../../common/clock/index.js';
import { CONFIG, type Config } from '../../../common/config/index.js';
import { NONCE_LIFETIME_S } from './nonces.service.js';
import { readSiweMessage, type SiweClaim, type SiweRefusal } from './siwe-proof.js';

/** What every message to this server must say. */
export interface MessageTerms {
  readonly domain: string;
  readonly uri: string;
  /** EIP-155 chain ids; the message names one of them. */
  readonly chainIds: readonly [number, ...number[]];
}

/** Messages to this server that are signed by Ethereum accounts (EIP-4361). */
@Injectable()
export class SignedMessages {
  readonly terms: MessageTerms;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly clock: Clock,
  ) {
    const { PUBLIC_URL: uri, NETWORKS } = config;
    const [first, ...others] = NETWORKS.filter((network) => network.startsWith('eip155:')).map(
      (network) => Number(network.split(':')[1]),
    );
    if (first === undefined) throw new Error('there is no EVM network to sign for');
    this.terms = { domain: new URL(uri).host, uri, chainIds: [first, ...others] };
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
