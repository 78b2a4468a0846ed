import { Injectable } from '@nestjs/common';
import type { FieldError } from '../../../common/errors/index.js';
import { Endpoints } from '../endpoints/endpoints.service.js';
import { ResourceTypes } from '../types/resource-types.service.js';
import { isSoundBeside, ListingCheck } from './listing-check.service.js';
import { readLimits } from './limits.dto.js';
import type { CreateListingDto } from './listing.dto.js';
import { ListingInput } from './listing-input.service.js';
import type { Listing, Warning } from '../records/listing.js';
import { parsePrice } from '../records/price.js';
import { isReserved, RESERVED_MESSAGE } from '../records/slug.js';
import { Slugs } from './slugs.service.js';
import { errorsOfStep, type Step } from './steps.js';
import { Warnings } from './warnings.service.js';

export interface Verdict {
  readonly errors: FieldError[];
  readonly warnings: Warning[];
}

/** Checks what a creator has filled in so far, storing nothing. */
@Injectable()
export class Rehearsal {
  constructor(
    private readonly input: ListingInput,
    private readonly check: ListingCheck,
    private readonly slugs: Slugs,
    private readonly warnings: Warnings,
    private readonly endpoints: Endpoints,
    private readonly types: ResourceTypes,
  ) {}

  /**
   * @param step limits the verdict to the fields of one step; without it everything must be there
   * @param resourceId the resource being edited, which may keep its slug and has its secret
   * @throws {Problem} too_many_requests where others would be asked
   */
  async judge(
    ownerId: string,
    given: object,
    { step, resourceId }: { readonly step?: Step; readonly resourceId?: string },
  ): Promise<Verdict> {
    const { input, errors } = this.input.judge(given);
    const isSound = (field: keyof CreateListingDto) => isSoundBeside(field, errors);
    const type = isSound('type') ? input.type : undefined;
    const networks = isSound('networks') ? (input.networks ?? []) : [];
    const limits = readLimits(isSound('limits') ? input.limits : undefined);
    const price = parsePrice(input.price) ?? null;
    const said = { config: input.config, price, networks, limits, step, resourceId };
    const parts = [
      isSound('slug') ? this.judgeSlug(ownerId, input.slug, resourceId) : undefined,
      this.judgeNetworks(ownerId, type, networks),
      type && isSound('config') ? this.judgeConfig(ownerId, { type, ...said }) : undefined,
    ];
    const verdicts = await Promise.all(parts);
    const isPriced = type !== undefined && isSound('price') && isSound('usagePrice');
    if (isPriced) errors.push(...this.check.checkUsagePrice(input));
    const found = verdicts.flatMap((verdict) => verdict ?? []);
    return {
      errors: errorsOfStep([...errors, ...found.flatMap((one) => one.errors)], step),
      warnings: found.flatMap((one) => one.warnings),
    };
  }

  private async judgeSlug(ownerId: string, slug: string, id?: string): Promise<Verdict> {
    const { available, suggestion } = await this.slugs.check(ownerId, slug, id);
    if (available) return { errors: [], warnings: [] };
    const why = isReserved(slug) ? RESERVED_MESSAGE : 'is the slug of another resource of yours';
    const message = `${why}; "${suggestion}" is free`;
    return { errors: [{ field: 'slug', message }], warnings: [] };
  }

  private async judgeNetworks(
    ownerId: string,
    type: string | undefined,
    networks: readonly string[],
  ): Promise<Verdict> {
    const errors = this.check.checkNetworks(networks);
    if (errors.length > 0) return { errors, warnings: [] };
    return { errors, warnings: await this.warnings.ofNetworks(ownerId, type, networks) };
  }

  private async judgeConfig(
    ownerId: string,
    { type, config: given, limits, step, resourceId, ...terms }: Said,
  ): Promise<Verdict> {
    const { errors, config } = this.check.checkConfig(type, given);
    if (errors.length > 0 || config === undefined) return { errors, warnings: [] };
    const warnings = [
      ...(await this.warnings.ofConfig(ownerId, type, config, resourceId)),
      ...(step === undefined || step === 'config'
        ? await this.warnings.ofTriedEndpoint(ownerId, type, config)
        : []),
      ...(await this.warnings.ofLimits(type, config, limits)),
    ];
    const asked = await this.check.askAbout(type, config);
    if (!this.types.get(type).isSoldElsewhere || step === 'basics')
      return { errors: asked, warnings };
    const found = await this.endpoints.errorsOf(ownerId, { type, config, ...terms });
    return { errors: [...asked, ...found], warnings };
  }
}

/** What a creator says of what is sold, and in which step of a form. */
interface Said extends Pick<Listing, 'type' | 'config' | 'price' | 'networks' | 'limits'> {
  readonly step: Step | undefined;
  readonly resourceId: string | undefined;
}
