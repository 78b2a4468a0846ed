import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../../../common/database/index.js';
import { RateLimits } from '../../../common/rate-limit/index.js';
import { UsersRepository } from '../profile/users.repository.js';
import { ExternalIdentitiesRepository } from './external-identities.repository.js';
import type { ExternalSubject } from './external-tokens.service.js';

/** The users behind the subjects of other issuers. */
@Injectable()
export class ExternalAccounts {
  constructor(
    private readonly db: Database,
    private readonly limits: RateLimits,
    private readonly identities: ExternalIdentitiesRepository,
    private readonly users: UsersRepository,
  ) {}

  /**
   * The user of a subject, made when it is first seen, once however many requests bring it. Undefined
   * for a token that was made before the subject's account was deleted: it opens no new one.
   * @throws {Problem} `too_many_requests` when its issuer brings more new users than it may
   */
  async findOrCreate(subject: ExternalSubject): Promise<string | undefined> {
    const found = await this.db.asService('accounts', (tx) => this.find(tx, subject));
    if (found !== 'new') return found;
    const { issuer, newAccountsPerHour: limit } = subject.from;
    await this.limits.admit(
      { policy: 'external_accounts', limit, windowSeconds: 3_600 },
      { userId: `of ${issuer}`, address: '' },
    );
    return this.db.asService('accounts', (tx) => this.create(tx, subject));
  }

  private async create(tx: EntityManager, subject: ExternalSubject): Promise<string | undefined> {
    const identity = identityOf(subject);
    await this.identities.lock(tx, identity);
    const found = await this.find(tx, subject);
    if (found !== 'new') return found;
    const userId = await this.users.create(tx);
    await this.identities.add(tx, identity, userId);
    return userId;
  }

  private async find(
    tx: EntityManager,
    subject: ExternalSubject,
  ): Promise<string | 'new' | undefined> {
    const { userId, closedAt } = await this.identities.find(tx, identityOf(subject));
    if (closedAt !== null && !isAfter(closedAt, subject)) return undefined;
    return userId ?? 'new';
  }
}

function identityOf({ from: { issuer }, subject }: ExternalSubject) {
  return { issuer, subject };
}

/** Whether a token was surely made after that moment: its issuer's clock may be ahead of ours. */
function isAfter(moment: Date, { issuedAt, from: { clockSkewSeconds } }: ExternalSubject): boolean {
  return issuedAt.getTime() > moment.getTime() + clockSkewSeconds * 1_000;
}
