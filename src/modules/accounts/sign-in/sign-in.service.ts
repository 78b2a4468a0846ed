import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Hex } from 'viem';
import { Database } from '../../../common/database/index.js';
import { Problem } from '../../../common/errors/index.js';
import { CHALLENGE_HEADERS } from '../guard/challenges.js';
import { signInRefused } from '../account-problems.js';
import { SignInAccounts, type SignInWallet } from '../profile/sign-in-accounts.service.js';
import { type SessionTokens, Sessions } from '../sessions/sessions.service.js';
import { type Nonce, Nonces } from '../signed-messages/nonces.service.js';
import { REFUSALS } from '../signed-messages/refusals.js';
import {
  type MessageTerms,
  type SignedClaim,
  SignedMessages,
} from '../signed-messages/signed-messages.service.js';
import type { SiweRefusal } from '../signed-messages/siwe-proof.js';

const PURPOSE = 'sign in';

/** A nonce and what the message to sign must say beside it. */
export type SignInChallenge = Nonce & MessageTerms;

/** Sign-in with an Ethereum account, a key's or a contract (EIP-4361): a single-use nonce, then a signed message. */
@Injectable()
export class SignIn {
  constructor(
    private readonly db: Database,
    private readonly nonces: Nonces,
    private readonly messages: SignedMessages,
    private readonly accounts: SignInAccounts,
    private readonly sessions: Sessions,
  ) {}

  challenge(): SignInChallenge {
    return { ...this.nonces.issue(PURPOSE), ...this.messages.terms };
  }

  /**
   * Starts a session for the account that signed `message`; its first sign-in creates the user.
   * @throws {Problem} `sign_in_refused` with the reason, or `chain_unavailable`
   */
  async verify(message: string, signature: Hex): Promise<SessionTokens> {
    const claim = await this.messages.read(message, signature);
    if (typeof claim === 'string') throw refused(claim);
    return this.db.asService('accounts', (tx) => this.start(tx, claim));
  }

  /** One transaction: should a later step fail, the nonce is still good for another try. */
  private async start(tx: EntityManager, claim: SignedClaim): Promise<SessionTokens> {
    const unused = await this.nonces.use(tx, claim.nonce, PURPOSE);
    if (!unused) throw refused('unknown_nonce');
    const userId = await this.accounts.findOrCreate(tx, walletOf(claim));
    if (userId === undefined) throw refused('other_chain');
    return this.sessions.start(tx, userId);
  }
}

function walletOf({ address, chainId, signedBy }: SignedClaim): SignInWallet {
  return { address, network: `eip155:${chainId}`, isContract: signedBy === 'contract' };
}

function refused(reason: SiweRefusal): Problem {
  return new Problem(signInRefused, {
    detail: REFUSALS[reason],
    extensions: { reason },
    headers: CHALLENGE_HEADERS,
  });
}
