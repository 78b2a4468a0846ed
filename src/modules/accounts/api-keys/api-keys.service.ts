import { randomBytes, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../../common/clock/index.js';
import { randomToken, Secret, sha256 } from '../../../common/crypto/index.js';
import { Database, encodeCursor } from '../../../common/database/index.js';
import { invalidInput, notFound, Problem } from '../../../common/errors/index.js';
import { readCursor } from '../../../common/http/index.js';
import type { AuthenticatedUser, Scope } from '../guard/authenticated-user.js';
import { scopeMissing } from '../guard/challenges.js';
import { tooManyApiKeys } from '../account-problems.js';
import { UsersRepository } from '../profile/users.repository.js';
import type { ApiKey } from './api-key.entity.js';
import { formatApiKey } from './api-key-text.js';
import { ApiKeysRepository, type NewApiKey } from './api-keys.repository.js';

const MAX_KEYS_PER_USER = 50;

/** What a user decides about a new key. */
export interface ApiKeyRequest {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly expiresAt: Date | null;
}

/** Some of a user's keys, newest first, and where the next page starts. */
export interface ApiKeyPage {
  readonly rows: readonly ApiKey[];
  readonly nextCursor: string | null;
}

/** A user's API keys. Of the secret only a hash is kept; it is shown once. */
@Injectable()
export class ApiKeys {
  constructor(
    private readonly clock: Clock,
    private readonly db: Database,
    private readonly keys: ApiKeysRepository,
    private readonly users: UsersRepository,
  ) {}

  /**
   * @throws {Problem} `forbidden` when the creator lacks a scope, `too_many_api_keys`, or
   * `invalid_input` when the expiry is not in the future
   */
  async create(
    creator: AuthenticatedUser,
    request: ApiKeyRequest,
  ): Promise<{ row: ApiKey; key: Secret }> {
    const lacking = request.scopes.find((scope) => !creator.scopes.has(scope));
    if (lacking !== undefined) throw scopeMissing(lacking);
    this.assertFuture(request.expiresAt);

    const parts = { prefix: randomBytes(8).toString('hex'), secret: new Secret(randomToken()) };
    const key: NewApiKey = {
      id: randomUUID(),
      userId: creator.id,
      name: request.name,
      prefix: parts.prefix,
      secretHash: sha256(parts.secret.reveal()),
      scopes: [...request.scopes],
      expiresAt: request.expiresAt,
    };
    const row = await this.db.asUser(creator.id, (tx) => this.addWithinLimit(tx, key));
    return { row, key: formatApiKey(parts) };
  }

  /** @throws {Problem} `invalid_input` when the cursor is none that a page gave */
  async page(userId: string, limit: number, after?: string): Promise<ApiKeyPage> {
    const cursor = readCursor(after);
    const rows = await this.db.asUser(userId, (tx) =>
      this.keys.list(tx, userId, limit + 1, cursor),
    );
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    return {
      rows: rows.slice(0, limit),
      nextCursor:
        last === undefined
          ? null
          : encodeCursor({ createdAt: last.createdAt.toISOString(), id: last.id }),
    };
  }

  /** @throws {Problem} `not_found` when the user has no such key, or has revoked it */
  async revoke(userId: string, id: string): Promise<void> {
    const revoked = await this.db.asUser(userId, (tx) =>
      this.keys.revoke(tx, userId, id, this.clock.now()),
    );
    if (!revoked) throw new Problem(notFound);
  }

  private async addWithinLimit(tx: EntityManager, key: NewApiKey): Promise<ApiKey> {
    await this.users.lock(tx, key.userId);
    const count = await this.keys.count(tx, key.userId);
    if (count >= MAX_KEYS_PER_USER) throw new Problem(tooManyApiKeys);
    return this.keys.add(tx, key);
  }

  private assertFuture(expiresAt: Date | null): void {
    if (expiresAt === null || expiresAt > this.clock.now()) return;
    throw wrong('expiresAt', 'must be a time in the future');
  }
}

function wrong(field: string, message: string): Problem {
  return new Problem(invalidInput, { errors: [{ field, message }] });
}
