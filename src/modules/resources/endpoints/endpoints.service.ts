import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../../common/clock/index.js';
import { type FieldError, invalidInput, Problem } from '../../../common/errors/index.js';
import type { Listing } from '../records/listing.js';
import type { ResourceEntity } from '../records/resource.entity.js';
import { changedMeanwhile } from '../resource-problems.js';
import type { ExternalConfig } from '../types/external/external-config.js';
import { ResourceTypes } from '../types/resource-types.service.js';
import { EndpointCheck } from './endpoint-check.service.js';
import { EndpointsRepository } from './endpoints.repository.js';
import { contradictions, type EndpointTerms, withTerms } from './terms.js';
import type { VerifiedEndpoint } from './verified-endpoint.entity.js';

/** How long what was verified is believed. */
export const CHECK_INTERVAL_MS = 86_400_000;

/** What an endpoint was found to ask for, and what exactly was asked. */
export interface Inspection {
  readonly config: object;
  readonly terms: EndpointTerms;
}

/** What a creator says of a resource that somebody else's server sells. */
type Declaration = Pick<Listing, 'type' | 'config' | 'price' | 'networks'>;

/** Lets resources that are sold elsewhere say what their endpoints say. */
@Injectable()
export class Endpoints {
  constructor(
    private readonly endpoints: EndpointsRepository,
    private readonly check: EndpointCheck,
    private readonly clock: Clock,
    private readonly types: ResourceTypes,
  ) {}

  find(tx: EntityManager, resourceId: string): Promise<VerifiedEndpoint | null> {
    return this.endpoints.find(tx, resourceId);
  }

  /**
   * Asks the endpoint, outside of any transaction, before it is listed. Undefined for types that are
   * sold here.
   * @throws {Problem} invalid_input with what is wrong, each with its fix; too_many_requests
   */
  async inspect(ownerId: string, listing: Declaration): Promise<Inspection | undefined> {
    if (!this.types.get(listing.type).isSoldElsewhere) return undefined;
    const found = await this.judge(ownerId, listing);
    if (!('terms' in found)) throw new Problem(invalidInput, found);
    return found;
  }

  /** What would keep it from being listed. @throws {Problem} too_many_requests */
  async errorsOf(ownerId: string, listing: Declaration): Promise<readonly FieldError[]> {
    const found = await this.judge(ownerId, listing);
    return 'terms' in found ? [] : found.errors;
  }

  /**
   * The listing as it goes on sale: with its endpoint's terms, which are kept, where it is sold
   * elsewhere, else as it is.
   * @param inspection what was found before the resource was locked
   * @throws {Problem} changed_meanwhile when something else was asked, or nothing
   */
  async settle(
    tx: EntityManager,
    { id, ownerId }: Pick<ResourceEntity, 'id' | 'ownerId'>,
    listing: Listing,
    inspection: Inspection | undefined,
  ): Promise<Listing> {
    if (!this.types.get(listing.type).isSoldElsewhere) return listing;
    if (inspection === undefined || !isDeepStrictEqual(inspection.config, listing.config)) {
      throw new Problem(changedMeanwhile);
    }
    const { terms } = inspection;
    await this.keep(
      tx,
      { resourceId: id, ownerId, declaredRefunds: listing.supportsRefunds },
      terms,
    );
    return withTerms(listing, terms);
  }

  /** For what was changed off sale: publishing asks anew. */
  forget(tx: EntityManager, resourceId: string): Promise<void> {
    return this.endpoints.forget(tx, resourceId);
  }

  /** Keeps what was found just now. */
  async keep(
    tx: EntityManager,
    of: Pick<VerifiedEndpoint, 'resourceId' | 'ownerId' | 'declaredRefunds'>,
    terms: EndpointTerms,
  ): Promise<void> {
    const { method, x402Versions, mimeType, inputSchema, outputSchema, supportsRefunds } = terms;
    const verifiedAt = this.clock.now();
    await this.endpoints.save(tx, {
      ...of,
      method,
      x402Versions: [...x402Versions],
      mimeType,
      inputSchema,
      outputSchema,
      supportsRefunds,
      verifiedAt,
      nextCheckAt: new Date(verifiedAt.getTime() + CHECK_INTERVAL_MS),
      failures: 0,
      problem: null,
    });
  }

  private async judge(
    ownerId: string,
    { config, ...declared }: Declaration,
  ): Promise<Inspection | { readonly errors: readonly FieldError[] }> {
    const found = await this.check.lookFor(ownerId, config as ExternalConfig);
    if ('errors' in found) return found;
    const errors = contradictions(declared, found);
    return errors.length > 0 ? { errors } : { config, terms: found };
  }
}
