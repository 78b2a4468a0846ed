import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type Hex, verifyMessage } from 'viem';
import { Clock } from '../../../common/clock/index.js';
import { CONFIG, type Config } from '../../../common/config/index.js';
import { Database } from '../../../common/database/index.js';
import { SignInAccounts } from '../profile/sign-in-accounts.service.js';
import { type SessionTokens, Sessions } from '../sessions/sessions.service.js';
import { NoncesRepository } from './nonces.repository.js';
import { refusedSignIn } from './refusals.js';
import { readSiweMessage, type SiweClaim } from './siwe-proof.js';

const NONCE_LIFETIME_MS = 10 * 60_000;

/** A nonce and what the message to sign must say beside it. */
export interface SignInChallenge {
  readonly nonce: string;
  readonly expiresAt: Date;
  readonly domain: string;
  readonly uri: string;
  readonly chainIds: readonly number[];
}

/** Sign-in with an Ethereum account (EIP-4361): a single-use nonce, then a signed message. */
@Injectable()
export class SignIn {
  private readonly origin: string;
  private readonly chainIds: readonly number[];

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly clock: Clock,
    private readonly db: Database,
    private readonly nonces: NoncesRepository,
    private readonly accounts: SignInAccounts,
    private readonly sessions: Sessions,
  ) {
    this.origin = config.PUBLIC_URL;
    this.chainIds = config.NETWORKS.map((network) => Number(network.split(':')[1]));
  }

  async challenge(): Promise<SignInChallenge> {
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + NONCE_LIFETIME_MS);
    // Letters and digits only, as EIP-4361 asks.
    const nonce = randomBytes(16).toString('hex');
    await this.db.asService('accounts', (tx) => this.nonces.add(tx, nonce, expiresAt, now));
    const { origin, chainIds } = this;
    return { nonce, expiresAt, domain: new URL(origin).host, uri: origin, chainIds };
  }

  /**
   * Starts a session for the account that signed `message`; its first sign-in creates the user.
   * @throws {Problem} `sign_in_refused` with the reason
   */
  async verify(message: string, signature: Hex): Promise<SessionTokens> {
    const claim = readSiweMessage(message, {
      origin: this.origin,
      chainIds: this.chainIds,
      now: this.clock.now(),
      maxAgeMs: NONCE_LIFETIME_MS,
    });
    if (typeof claim === 'string') throw refusedSignIn(claim);
    if (!(await isSignedBy(claim.address, message, signature))) {
      throw refusedSignIn('bad_signature');
    }
    return this.db.asService('accounts', (tx) => this.start(tx, claim));
  }

  /** One transaction: should a later step fail, the nonce is still good for another try. */
  private async start(tx: EntityManager, claim: SiweClaim): Promise<SessionTokens> {
    const unused = await this.nonces.take(tx, claim.nonce, this.clock.now());
    if (!unused) throw refusedSignIn('unknown_nonce');
    const userId = await this.accounts.findOrCreate(tx, claim.address, `eip155:${claim.chainId}`);
    return this.sessions.start(tx, userId);
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
