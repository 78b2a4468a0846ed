import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../../common/clock/index.js';
import { Database } from '../../../common/database/index.js';
import { invalidInput, Problem } from '../../../common/errors/index.js';
import { tooManyWallets, walletProofRefused } from '../account-problems.js';
import { Nonces } from '../signed-messages/nonces.service.js';
import { REFUSALS } from '../signed-messages/refusals.js';
import type { SiweRefusal } from '../signed-messages/siwe-proof.js';
import { WalletFamilies } from '../wallets/wallet-families.service.js';
import type { ProofClaim } from '../wallets/wallet-family.js';
import type { WalletProof } from './wallet-proof.entity.js';
import { WalletProofsRepository } from './wallet-proofs.repository.js';

const MAX_WALLETS = 50;

/** A message for a wallet to sign. */
export interface ProofChallenge {
  readonly message: string;
  readonly expiresAt: Date;
}

/**
 * Wallets that users show to be theirs, by signing a message that names their account. It signs
 * nobody in, and a message that was signed to sign in shows nothing here: each has nonces of its own.
 */
@Injectable()
export class WalletProofs {
  constructor(
    private readonly clock: Clock,
    private readonly db: Database,
    private readonly nonces: Nonces,
    private readonly families: WalletFamilies,
    private readonly proofs: WalletProofsRepository,
  ) {}

  /**
   * @param network CAIP-2 id of the network where a contract is asked; the first of its kind where it is not told
   * @throws {Problem} `invalid_input` when it is an address of no family, or the network is none of its own here
   */
  challenge(userId: string, address: string, network: string | undefined): ProofChallenge {
    const known = this.families.read(address);
    if (typeof known === 'string') throw wrong('address', known);
    const { nonce, expiresAt } = this.nonces.issue(purposeOf(userId));
    const statement = statementOf(userId);
    const times = { issuedAt: this.clock.now(), expiresAt };
    const terms = { address: known.address, statement, nonce, ...times, network };
    const message = known.family.writeProof(terms);
    if (message === undefined) throw wrong('network', WRONG_NETWORK);
    return { message, expiresAt };
  }

  /**
   * Keeps that the user holds the wallet which signed; showing it again changes nothing.
   * @throws {Problem} `wallet_proof_refused` with the reason, `too_many_wallets` or `chain_unavailable`
   */
  async prove(userId: string, message: string, signature: string): Promise<WalletProof> {
    const claim = await this.families.readProof(message, signature);
    if (typeof claim === 'string') throw refused(claim);
    if (claim.statement !== statementOf(userId)) throw refused('wrong_statement');
    return this.db.asService('accounts', (tx) => this.keep(tx, userId, claim));
  }

  private async keep(
    tx: EntityManager,
    userId: string,
    { address, nonce }: ProofClaim,
  ): Promise<WalletProof> {
    if (!(await this.nonces.use(tx, nonce, purposeOf(userId)))) throw refused('unknown_nonce');
    await this.proofs.lock(tx, userId);
    const known = await this.proofs.find(tx, userId, address);
    if (known !== null) return known;
    if ((await this.proofs.count(tx, userId)) >= MAX_WALLETS) throw new Problem(tooManyWallets);
    const proof = { userId, address, method: 'signature', provenAt: this.clock.now() } as const;
    await this.proofs.add(tx, proof);
    return proof;
  }
}

function purposeOf(userId: string): string {
  return `prove a wallet to be of ${userId}`;
}

/** What the wallet shows to whoever signs: nobody signs for an account that is not theirs unasked. */
function statementOf(userId: string): string {
  return `I show that this wallet belongs to the Coinslot account ${userId}. This pays nothing and signs nobody in.`;
}

/** What to tell somebody whose wallet cannot be on the network they name. */
const WRONG_NETWORK = 'must be a network of this server that has such addresses';

function wrong(field: string, message: string): Problem {
  return new Problem(invalidInput, { errors: [{ field, message }] });
}

function refused(reason: SiweRefusal): Problem {
  return new Problem(walletProofRefused, { detail: REFUSALS[reason], extensions: { reason } });
}
