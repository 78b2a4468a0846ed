import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import type { EntityManager } from 'typeorm';
import { Database } from '../../../common/database/index.js';
import { invalidInput, notFound, Problem } from '../../../common/errors/index.js';
import { termsMissing } from '../account-problems.js';
import type { AcceptedTerms } from './accepted-terms.entity.js';
import { AcceptedTermsRepository } from './accepted-terms.repository.js';
import { providerTermsConfig } from './provider-terms.config.js';
import { PUBLISHED_TERMS, type PublishedTerms, termsOf } from './published-terms.js';

/** Terms, and what a user has accepted of them, the newest first. */
export interface OwnTerms extends PublishedTerms {
  readonly isRequired: boolean;
  readonly accepted: readonly AcceptedTerms[];
}

/** Which terms of model providers users have accepted, and whether they may publish without. */
@Injectable()
export class ProviderTerms {
  private readonly isRequired: boolean;

  constructor(
    @Inject(providerTermsConfig.KEY) { areRequired }: ConfigType<typeof providerTermsConfig>,
    private readonly db: Database,
    private readonly accepted: AcceptedTermsRepository,
  ) {
    this.isRequired = areRequired;
  }

  list(userId: string): Promise<OwnTerms[]> {
    return this.db.asUser(userId, async (tx) => {
      const all = await this.accepted.list(tx);
      return PUBLISHED_TERMS.map((terms) => this.own(terms, all));
    });
  }

  /**
   * Accepts the present version; again, it changes nothing.
   * @throws {Problem} not_found; invalid_input where another version was read
   */
  async accept(userId: string, provider: string, version: string): Promise<OwnTerms> {
    const terms = PUBLISHED_TERMS.find((one) => one.provider === provider);
    if (terms === undefined) throw new Problem(notFound);
    if (version !== terms.version) {
      const message = `must be ${terms.version}, the version that there is now`;
      throw new Problem(invalidInput, { errors: [{ field: 'version', message }] });
    }
    return this.db.asUser(userId, async (tx) => {
      await this.accepted.add(tx, userId, terms);
      return this.own(terms, await this.accepted.list(tx));
    });
  }

  /**
   * Lets a user put on sale what these `provider:model` answer.
   * @param tx a transaction in the user's context
   * @throws {Problem} provider_terms_missing, naming the terms and how to accept them
   */
  async requireAccepted(tx: EntityManager, models: readonly string[]): Promise<void> {
    const needed = this.isRequired ? termsOf(models) : [];
    if (needed.length === 0) return;
    const all = await this.accepted.list(tx);
    const missing = needed.find(({ provider, version }) => {
      return !all.some((one) => one.provider === provider && one.version === version);
    });
    if (missing === undefined) return;
    const { provider, name, url, version } = missing;
    const operation = `PUT /api/v1/me/provider-terms/${provider}`;
    const detail = `Read ${name}’s terms at ${url}, then accept them: ${operation} with {"version": "${version}"}.`;
    throw new Problem(termsMissing, { detail });
  }

  private own(terms: PublishedTerms, all: readonly AcceptedTerms[]): OwnTerms {
    const accepted = all.filter(({ provider }) => provider === terms.provider);
    return { ...terms, isRequired: this.isRequired, accepted };
  }
}
