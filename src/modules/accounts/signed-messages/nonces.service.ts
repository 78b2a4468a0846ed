import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import type { EntityManager } from 'typeorm';
import { Clock, unixSeconds } from '../../../common/clock/index.js';
import { safeEqual } from '../../../common/crypto/index.js';
import { signedMessagesConfig } from './signed-messages.config.js';
import { UsedNoncesRepository } from './used-nonces.repository.js';

/** How long after it was given out a nonce can be used, in seconds. */
export const NONCE_LIFETIME_S = 10 * 60;

const MAC_BYTES = 16;
/** 8 random bytes, the second it expires, and who vouches for it. EIP-4361 takes letters and digits. */
const NONCE = /^([0-9a-f]{16}([0-9a-f]{8}))([0-9a-f]{32})$/;

/** A nonce and when it ends. */
export interface Nonce {
  readonly nonce: string;
  readonly expiresAt: Date;
}

/**
 * Nonces, each good for one use for one purpose. This server recognises its own by their keyed hash:
 * asking for nonces stores nothing, and only what was used is noted, until it would have expired.
 */
@Injectable()
export class Nonces {
  private readonly key: Buffer;

  constructor(
    @Inject(signedMessagesConfig.KEY) config: ConfigType<typeof signedMessagesConfig>,
    private readonly clock: Clock,
    private readonly used: UsedNoncesRepository,
  ) {
    const secret = config.secret.reveal();
    // A key for this one purpose (RFC 5869), so that AUTH_SECRET can serve others too.
    this.key = Buffer.from(hkdfSync('sha256', secret, '', 'coinslot nonce v1', 32));
  }

  /** @param purpose what it is for; it is good for nothing else */
  issue(purpose: string): Nonce {
    const expires = unixSeconds(this.clock.now()) + NONCE_LIFETIME_S;
    const body = randomBytes(8).toString('hex') + expires.toString(16).padStart(8, '0');
    const nonce = body + this.mac(purpose, body).toString('hex');
    return { nonce, expiresAt: new Date(expires * 1000) };
  }

  /**
   * Uses a nonce up, once the transaction is committed. True for one caller only, and only for a
   * nonce of this server for this purpose that has not expired.
   */
  async use(tx: EntityManager, nonce: string, purpose: string): Promise<boolean> {
    const [, body, expires, mac] = NONCE.exec(nonce) ?? [];
    if (body === undefined || expires === undefined || mac === undefined) return false;
    if (!safeEqual(Buffer.from(mac, 'hex'), this.mac(purpose, body))) return false;
    const now = this.clock.now();
    const expiresAt = new Date(Number.parseInt(expires, 16) * 1000);
    return expiresAt > now && this.used.add(tx, nonce, expiresAt, now);
  }

  private mac(purpose: string, body: string): Buffer {
    const text = JSON.stringify([purpose, body]);
    return createHmac('sha256', this.key).update(text).digest().subarray(0, MAC_BYTES);
  }
}
