import { isDeepStrictEqual } from 'node:util';
import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import type { EntityManager } from 'typeorm';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { type FieldError, invalidInput, Problem } from '../../../common/errors/index.js';
import { fieldErrors } from '../../../common/http/index.js';
import { ProviderTerms } from '../../accounts/index.js';
import { declaredTerms } from '../endpoints/declared.js';
import type { VerifiedEndpoint } from '../endpoints/verified-endpoint.entity.js';
import { MODEL_SUPPORT, type ModelSupport } from '../model-support.js';
import { changedMeanwhile } from '../resource-problems.js';
import { BARE_MODEL_MESSAGE, isBareModel } from '../types/bare-model.js';
import { ResourceTypes } from '../types/resource-types.service.js';
import type { TypedConfig } from '../types/resource-type.js';
import { whyNotShown } from '../types/shown-inputs.js';
import { listingsConfig } from './listings.config.js';
import { readLimits, showLimits } from './limits.dto.js';
import type { Listing } from '../records/listing.js';
import type { CreateListingDto, UpdateListingDto } from './listing.dto.js';
import { parsePrice, PRICE_MESSAGE } from '../records/price.js';
import type { ResourceEntity } from '../records/resource.entity.js';
import { isReserved, RESERVED_MESSAGE } from '../records/slug.js';
import { readUsagePrice, usagePriceErrors } from './usage-price.dto.js';

/** What a creator sent as changes, and what is wrong with its fields by themselves. */
export interface SentChanges {
  readonly patch: UpdateListingDto;
  readonly errors: readonly FieldError[];
}

type PricedInput = Pick<CreateListingDto, 'type' | 'price' | 'usagePrice' | 'settlementPolicy'>;

type CheckedConfig = { readonly errors: FieldError[]; readonly config?: object };

/** Decides whether what a creator sent can be sold. */
@Injectable()
export class ListingCheck {
  constructor(
    @Inject(listingsConfig.KEY) private readonly settings: ConfigType<typeof listingsConfig>,
    @Inject(MODEL_SUPPORT) private readonly models: ModelSupport,
    private readonly types: ResourceTypes,
    private readonly terms: ProviderTerms,
  ) {}

  /**
   * Makes a listing of an input whose single fields are valid. Without networks it sells on all, and
   * what is sold elsewhere has its terms from there.
   * What its type has to ask others comes after, with {@link ask}.
   * @param previous the configuration it replaces
   * @throws {Problem} naming every wrong field
   */
  require(input: CreateListingDto, previous?: object): Listing {
    const { type, name, description, slug, category } = input;
    const isSoldElsewhere = this.types.get(type).isSoldElsewhere === true;
    const networks = input.networks ?? (isSoldElsewhere ? [] : this.settings.networks);
    const price = isSoldElsewhere && input.price === undefined ? null : parsePrice(input.price);
    const { errors, config } = this.checkConfig(type, input.config, previous);
    errors.push(...this.checkNetworks(networks), ...this.checkUsagePrice({ ...input, type }));
    if (price === undefined) errors.push({ field: 'price', message: PRICE_MESSAGE });
    if (errors.length > 0 || config === undefined || price === undefined) {
      throw new Problem(invalidInput, { errors });
    }
    const { settlementPolicy = 'after_execution', supportsRefunds = false } = input;
    const limits = readLimits(input.limits);
    const usagePrice = readUsagePrice(input.usagePrice);
    const terms = { price, usagePrice, networks, settlementPolicy, supportsRefunds, limits };
    return { type, name, description, slug, category, ...terms, config };
  }

  /**
   * The listing of a resource as it was saved.
   * @param endpoint what is known of the endpoint that sells it, if one does
   * @throws {Problem} naming what can be sold no longer
   */
  requireSaved(resource: ResourceEntity, endpoint: VerifiedEndpoint | null): Listing {
    return this.requireChanged(resource, {}, endpoint);
  }

  /** The same with what `patch` names; of `config`, the members it has. */
  requireChanged(
    resource: ResourceEntity,
    patch: UpdateListingDto,
    endpoint: VerifiedEndpoint | null,
  ): Listing {
    const config = this.types.configOf(resource.type, resource.typeColumns);
    const limits = { ...showLimits(resource.limits), ...given(patch.limits) };
    const before = { ...resource, ...declaredTerms(resource, endpoint) };
    const changed = { ...before, ...given(patch), limits };
    return this.require({ ...changed, config: { ...config, ...patch.config } }, config);
  }

  /** What else is wrong with an input of which some fields are, so that all is told at once. */
  errorsBeside(
    input: Pick<CreateListingDto, 'type' | 'networks' | 'config'> & Partial<PricedInput>,
    errors: readonly FieldError[],
    previous?: object,
  ): FieldError[] {
    const isSound = (name: keyof CreateListingDto) => isSoundBeside(name, errors);
    const ofNetworks = isSound('networks') ? this.checkNetworks(input.networks ?? []) : [];
    const isPriced = isSound('type') && isSound('price') && isSound('usagePrice');
    if (isPriced) ofNetworks.push(...this.checkUsagePrice(input));
    if (!isSound('type') || !isSound('config')) return ofNetworks;
    return [...ofNetworks, ...this.checkConfig(input.type, input.config, previous).errors];
  }

  /**
   * The same for changes of a resource.
   * @throws {Problem} invalid_input, naming every wrong field, unless there is none in `errors`, and the
   * slug is not a reserved one that it did not have before
   */
  requireSound({ type, typeColumns, slug }: ResourceEntity, { patch, errors: sent }: SentChanges) {
    const errors = [...sent];
    if (patch.slug !== slug && isReserved(patch.slug ?? slug)) {
      errors.push({ field: 'slug', message: RESERVED_MESSAGE });
    }
    if (errors.length === 0) return;
    const saved = this.types.configOf(type, typeColumns);
    const { networks, usagePrice, price, settlementPolicy } = patch;
    const terms = { networks, usagePrice, price, settlementPolicy };
    const changed = { type, ...terms, config: { ...saved, ...patch.config } };
    // Whatever was sent as its type is wrong, and the resource has one.
    const ofOthers = errors.filter(({ field }) => field !== 'type');
    const beside = this.errorsBeside(changed, ofOthers, saved);
    throw new Problem(invalidInput, { errors: [...errors, ...beside] });
  }

  /** Asks others what only they know. @throws {Problem} naming every field they find wrong */
  async ask({ type, config }: Pick<Listing, 'type' | 'config'>): Promise<void> {
    const errors = await this.askAbout(type, config);
    if (errors.length > 0) throw new Problem(invalidInput, { errors });
  }

  /** What others find wrong with a configuration that {@link checkConfig} has no errors for. */
  async askAbout(type: string, config: object): Promise<FieldError[]> {
    return (await this.types.get(type).check?.(config)) ?? [];
  }

  /**
   * Others were asked about a resource as it was before it was locked.
   * @throws {Problem} changed_meanwhile when they would have to be asked again
   */
  assertAsked(before: ResourceEntity, locked: ResourceEntity): void {
    const isSame = isDeepStrictEqual(before.typeColumns, locked.typeColumns);
    const asksOthers = this.types.get(locked.type).check !== undefined;
    if (!isSame && asksOthers) throw new Problem(changedMeanwhile);
  }

  /**
   * Puts nothing on sale that a model answers whose provider's terms its creator has not accepted.
   * @param tx a transaction of the owner's
   * @param before what is on sale already: it stays, whatever there is of newer terms
   * @throws {Problem} provider_terms_missing
   */
  async requireTerms(tx: EntityManager, wanted: TypedConfig, before?: ResourceEntity) {
    const config = before && this.types.configOf(before.type, before.typeColumns);
    const sold = before && config ? this.modelsOf({ type: before.type, config }) : [];
    const providers = new Set(sold.map(providerOf));
    const models = this.modelsOf(wanted).filter((model) => !providers.has(providerOf(model)));
    await this.terms.requireAccepted(tx, models);
  }

  private modelsOf({ type, config }: TypedConfig): string[] {
    return (this.types.get(type).modelsOf?.(config) ?? []).map(({ model }) => model);
  }

  /** What is wrong with a price by use beside the type and the terms that it stands with. */
  checkUsagePrice({ type, usagePrice, price, settlementPolicy }: PricedInput): FieldError[] {
    const runsModel = this.types.get(type).modelsOf !== undefined;
    return usagePriceErrors(usagePrice, { price: parsePrice(price), settlementPolicy, runsModel });
  }

  checkNetworks(networks: readonly string[]): FieldError[] {
    const known: readonly string[] = this.settings.networks;
    return networks.flatMap((network, index) =>
      known.includes(network)
        ? []
        : [{ field: `networks[${index}]`, message: `must be one of ${known.join(', ')}` }],
    );
  }

  /** Reads `config` with the DTO of its type; on success it has no errors and is complete. */
  checkConfig(typeId: string, given: object, previous?: object): CheckedConfig {
    const type = this.types.get(typeId);
    const input = plainToInstance(type.Input, given);
    const rules = { whitelist: true, forbidNonWhitelisted: true, stopAtFirstError: true };
    const malformed = fieldErrors(validateSync(input, rules), 'config');
    if (malformed.length > 0) return { errors: malformed };
    const config = type.complete(input, previous);
    const errors = [...(type.validate?.(config) ?? [])];
    for (const { field, model } of type.modelsOf?.(config) ?? []) {
      const message = this.models.problemWith(model);
      if (message !== undefined) errors.push({ field, message });
    }
    if (this.settings.refusesBareModels && isBareModel(type, config)) {
      errors.push({ field: 'config.systemPrompt', message: BARE_MODEL_MESSAGE });
    }
    if (errors.length === 0) errors.push(...mistakesOfInputs(type.publicInputs(config)));
    return { errors, config };
  }
}

function providerOf(model: string): string {
  return model.split(':', 1)[0] ?? model;
}

/** Whether nothing is wrong with a field, or with anything in it. */
export function isSoundBeside(
  name: keyof CreateListingDto,
  errors: readonly FieldError[],
): boolean {
  return !errors.some(({ field }) => field.split(/[.[]/, 1)[0] === name);
}

function mistakesOfInputs(inputs: unknown): FieldError[] {
  const why = whyNotShown(inputs);
  if (why === undefined) return [];
  return [{ field: 'config', message: `cannot be shown to buyers: what it takes ${why}` }];
}

/** The members that were sent. */
function given<T extends object>(members: T | undefined): Partial<T> {
  const sent = Object.entries(members ?? {}).filter(([, value]) => value !== undefined);
  return Object.fromEntries(sent) as Partial<T>;
}
