import { Inject, Injectable } from '@nestjs/common';
import {
  createLocalJWKSet,
  errors,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
  jwtVerify,
  SignJWT,
} from 'jose';
import { Clock } from '../../../common/clock/index.js';
import { CONFIG, type Config } from '../../../common/config/index.js';
import type { PaymentClaim } from '../settlement/claim.entity.js';
import { Claims } from '../settlement/claims.service.js';
import type { Receipt } from '../x402/paid-route.js';
import { isSettled, plainReceipt, signedFacts } from './receipt.js';
import { type ReceiptKeys, receiptKeys } from './receipt-keys.js';

const RECEIPT = 'x402-receipt+jwt';
const TICKET = 'x402-ticket+jwt';
const TICKET_SECONDS = 86_400;

/** A receipt with what else stands in the books. */
export interface FullReceipt extends Receipt {
  /** Public address of what was bought; null for very old calls. */
  readonly resource: string | null;
  readonly settledAt: Date;
}

/** Makes, signs and checks receipts, and tickets for calls that have none yet. */
@Injectable()
export class Receipts {
  private readonly keys: ReceiptKeys;
  private readonly keyOf: JWTVerifyGetKey;
  private readonly issuer: string;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly claims: Claims,
    private readonly clock: Clock,
  ) {
    this.issuer = config.PUBLIC_URL;
    this.keys = receiptKeys(config.RECEIPT_KEYS);
    this.keyOf = createLocalJWKSet(this.keys.jwks);
  }

  /** The public keys, to verify receipts without asking again. */
  publicKeys(): JSONWebKeySet {
    return this.keys.jwks;
  }

  /** The receipt of a settled claim; the same bytes each time. @throws Error for any other claim */
  async of(claim: PaymentClaim): Promise<Receipt> {
    if (!isSettled(claim)) throw new Error(`claim ${claim.id} is not settled`);
    const signature = await new SignJWT(signedFacts(claim))
      .setProtectedHeader({ alg: 'EdDSA', typ: RECEIPT, kid: this.keys.kid })
      .setIssuer(this.issuer)
      .setSubject(claim.id)
      .setIssuedAt(claim.settledAt)
      .sign(this.keys.signingKey);
    return { ...plainReceipt(claim), signature };
  }

  /** Undefined when there is no such call, or it was not charged. */
  async find(id: string): Promise<FullReceipt | undefined> {
    const claim = await this.claims.find(id);
    if (claim === null || !isSettled(claim)) return undefined;
    const { resourceUrl: resource, settledAt } = claim;
    return { ...(await this.of(claim)), resource, settledAt };
  }

  /** Lets whoever holds it ask for a call that has no receipt yet, for a day. */
  ticket(claimId: string): Promise<string> {
    const now = this.clock.now();
    return new SignJWT()
      .setProtectedHeader({ alg: 'EdDSA', typ: TICKET, kid: this.keys.kid })
      .setIssuer(this.issuer)
      .setSubject(claimId)
      .setIssuedAt(now)
      .setExpirationTime(new Date(now.getTime() + TICKET_SECONDS * 1000))
      .sign(this.keys.signingKey);
  }

  /** Whether `proof` is a receipt or ticket of ours for this very call. */
  async proves(proof: string, claimId: string): Promise<boolean> {
    try {
      const { payload, protectedHeader } = await jwtVerify(proof, this.keyOf, {
        algorithms: ['EdDSA'],
        issuer: this.issuer,
        subject: claimId,
        currentDate: this.clock.now(),
      });
      const { typ } = protectedHeader;
      return typ === RECEIPT || (typ === TICKET && payload.exp !== undefined);
    } catch (error) {
      if (error instanceof errors.JOSEError) return false;
      throw error;
    }
  }
}
