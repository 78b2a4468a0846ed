import { createHmac, hkdfSync } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { LRUCache } from 'lru-cache';
import { endUsersConfig } from './end-users.config.js';

const LABEL = 'coinslot end users of a creator, v1:';
const KEPT_KEYS = 1_000;

/**
 * Names buyers to the providers of models, so that a provider who finds abuse stops one buyer and not
 * the creator's key. A provider learns nothing of the wallet, and two creators cannot find out that
 * they have a buyer in common: each creator has a key of their own, derived (RFC 5869) from
 * `AUTH_SECRET`.
 */
@Injectable()
export class EndUsers {
  /** By creator: deriving one takes longer than all else here. */
  private readonly keys = new LRUCache<string, Buffer>({
    max: KEPT_KEYS,
    memoMethod: (creatorId) => this.keyOf(creatorId),
  });

  constructor(
    @Inject(endUsersConfig.KEY) private readonly config: ConfigType<typeof endUsersConfig>,
  ) {}

  /**
   * 43 characters of base64url.
   * @param payer the wallet as its network writes it; null for the creator, who tries their own resource
   */
  idOf(creatorId: string, payer: string | null): string {
    const who = payer === null ? 'creator' : `payer:${payer}`;
    return createHmac('sha256', this.keys.memo(creatorId)).update(who).digest('base64url');
  }

  private keyOf(creatorId: string): Buffer {
    const secret = this.config.secret.reveal();
    return Buffer.from(hkdfSync('sha256', secret, '', LABEL + creatorId, 32));
  }
}
