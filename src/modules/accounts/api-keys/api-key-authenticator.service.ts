import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../../common/clock/index.js';
import { safeEqual, type Secret, sha256 } from '../../../common/crypto/index.js';
import { Database } from '../../../common/database/index.js';
import type { AuthenticatedUser } from '../guard/authenticated-user.js';
import type { Authenticator } from '../guard/authenticator.js';
import type { ApiKey } from './api-key.entity.js';
import { type ApiKeyParts, looksLikeApiKey, parseApiKey } from './api-key-text.js';
import { ApiKeysRepository } from './api-keys.repository.js';

/** Compared against when the prefix is unknown, so that the answer takes as long. */
const NO_HASH = Buffer.alloc(32);
/** `last_used_at` may be this old, so that a busy key does not write at every request. */
const TOUCH_EVERY_MS = 60_000;

/** Programs that bring an API key: they may do what its scopes say. */
@Injectable()
export class ApiKeyAuthenticator implements Authenticator {
  constructor(
    private readonly clock: Clock,
    private readonly db: Database,
    private readonly keys: ApiKeysRepository,
  ) {}

  recognises(credential: Secret): boolean {
    return looksLikeApiKey(credential);
  }

  async authenticate(credential: Secret): Promise<AuthenticatedUser | undefined> {
    const parts = parseApiKey(credential);
    if (parts === undefined) return undefined;
    return this.db.asService('accounts', async (tx) => {
      const key = await this.prove(tx, parts);
      if (key === undefined) return undefined;
      return { id: key.userId, scopes: new Set(key.scopes), via: 'api_key' };
    });
  }

  private async prove(tx: EntityManager, parts: ApiKeyParts): Promise<ApiKey | undefined> {
    const now = this.clock.now();
    const key = await this.keys.findByPrefix(tx, parts.prefix);
    const isSecretRight = safeEqual(sha256(parts.secret.reveal()), key?.secretHash ?? NO_HASH);
    if (key === null || !isSecretRight || !isInForce(key, now)) return undefined;

    const staleFrom = new Date(now.getTime() - TOUCH_EVERY_MS);
    if (key.lastUsedAt === null || key.lastUsedAt <= staleFrom) {
      await this.keys.touch(tx, key.id, now, staleFrom);
    }
    return key;
  }
}

function isInForce(key: ApiKey, now: Date): boolean {
  return key.revokedAt === null && (key.expiresAt === null || key.expiresAt > now);
}
