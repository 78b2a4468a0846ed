import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { EntityManager } from 'typeorm';
import { CONFIG, type Config } from '../../../common/config/index.js';
import { invalidInput, methodNotAllowed, Problem } from '../../../common/errors/index.js';
import { AccountDirectory } from '../../accounts/index.js';
import type {
  EndedCall,
  LiveEvent,
  Offer,
  PaidCall,
  PaidRoute,
  Payee,
  Quote,
  Receipt,
} from '../../payments/index.js';
import {
  type ResourceVersion,
  type SaleListing,
  type SaleResource,
  Storefront,
} from '../../resources/index.js';
import { Executors } from '../executors/executors.service.js';
import { ModelKeys } from '../keys/model-keys.service.js';
import { creatorKeyMissing, payoutMissing, resourceGone, resourceNotFound } from '../problems.js';
import { addressOf, inputOf } from './call-input.js';
import type { ExecutionResult } from './execution.service.js';
import { PaidRuns, subjectOf } from './paid-runs.service.js';

/** An offer that knows which version of which resource it sells. */
export interface VersionOffer extends Offer {
  readonly version: ResourceVersion;
  readonly resource: SaleResource;
}

/** Sells calls of resources, by their URL and by `POST /execute`. */
@Injectable()
export class ResourceCall implements PaidRoute<VersionOffer> {
  readonly id = 'resource';

  constructor(
    private readonly storefront: Storefront,
    private readonly accounts: AccountDirectory,
    private readonly executors: Executors,
    private readonly keys: ModelKeys,
    private readonly runs: PaidRuns,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async quote(request: FastifyRequest): Promise<Quote<VersionOffer>> {
    const { resource, offers } = await this.findForSale(request);
    await this.assertKey(resource.ownerId, offers[0]);
    const payees = await this.payees(resource.ownerId, offers[0].networks);
    const [present, ...older] = offers;
    const sell = (version: ResourceVersion) => toOffer(version, resource, payees);
    return {
      subject: subjectOf(resource.id),
      ownerId: resource.ownerId,
      url: `${this.config.PUBLIC_URL}/@${resource.username}/${resource.slug}`,
      description: resource.name,
      mimeType: 'application/json',
      offers: [sell(present), ...older.map(sell)],
      settlementPolicy: resource.settlementPolicy,
    };
  }

  readInput(request: FastifyRequest): unknown {
    if (request.method !== 'POST' && request.method !== 'GET') {
      throw new Problem(methodNotAllowed, { headers: { allow: 'GET, POST' } });
    }
    return inputOf(request);
  }

  checkInput(input: unknown, { version }: VersionOffer): void {
    const errors = this.executors.of(version).checkInput(version.config, input);
    if (errors.length > 0) throw new Problem(invalidInput, { errors });
  }

  present(result: ExecutionResult, receipt: Receipt): unknown {
    return { ...result, receipt };
  }

  replay(result: ExecutionResult): LiveEvent[] {
    return this.runs.eventsOf(result);
  }

  resume(call: Omit<PaidCall, 'offer'>): Promise<ExecutionResult> {
    return this.runs.resume(call);
  }

  statusPath(callId: string): string {
    return `/api/v1/executions/${callId}`;
  }

  onEnded(tx: EntityManager, call: EndedCall): Promise<void> {
    return this.runs.book(tx, call);
  }

  private async findForSale(request: FastifyRequest): Promise<SaleListing> {
    const address = addressOf(request);
    if (address === undefined) {
      const errors = [{ field: 'resourceId', message: 'must be the id of a resource' }];
      throw new Problem(invalidInput, { errors });
    }
    const found =
      'resourceId' in address
        ? await this.storefront.findForSaleById(address.resourceId)
        : await this.storefront.findForSale(address.username, address.slug);
    if (found === undefined) throw new Problem(resourceNotFound);
    if (found.gone) throw new Problem(resourceGone);
    return found;
  }

  /** A resource that cannot run is not offered: nobody pays for a key that is missing. */
  private async assertKey(ownerId: string, version: ResourceVersion): Promise<void> {
    const model = this.executors.of(version).modelOf(version.config);
    if (model === undefined || (await this.keys.hasUsableKey(ownerId, model))) return;
    throw new Problem(creatorKeyMissing, { retryAfterSeconds: 60 });
  }

  private async payees(ownerId: string, networks: readonly string[]): Promise<Payee[]> {
    const found = await Promise.all(
      networks.map(async (network) => {
        const payTo = await this.accounts.payTo(ownerId, network);
        return payTo === undefined ? [] : [{ network, payTo }];
      }),
    );
    if (found.flat().length === 0) throw new Problem(payoutMissing, { retryAfterSeconds: 60 });
    return found.flat();
  }
}

function toOffer(
  version: ResourceVersion,
  resource: SaleResource,
  payees: readonly Payee[],
): VersionOffer {
  const { id, price, networks } = version;
  const accepted = payees.filter(({ network }) => networks.includes(network));
  return { id, price, version, resource, payees: accepted };
}
