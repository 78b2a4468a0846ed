import { Inject, Injectable } from '@nestjs/common';
import { AccountDirectory } from '../../accounts/index.js';
import { MODEL_SUPPORT, type ModelSupport } from '../model-support.js';
import { RESOURCE_SECRET_SUPPORT, type ResourceSecretSupport } from '../resource-secret-support.js';
import { Models } from '../models/models.service.js';
import type { ModelUse } from '../types/resource-type.js';
import { BARE_MODEL_MESSAGE, isBareModel } from '../types/bare-model.js';
import { ResourceTypes } from '../types/resource-types.service.js';
import { EndpointReach } from './endpoint-reach.service.js';
import type { ResourceLimits } from '../records/limits.js';
import type { Warning } from '../records/listing.js';

const NO_INSTRUCTIONS: Warning = {
  code: 'no_instructions',
  message: `This ${BARE_MODEL_MESSAGE}.`,
};

/** What a creator should still arrange before anybody can buy. */
@Injectable()
export class Warnings {
  constructor(
    private readonly accounts: AccountDirectory,
    @Inject(MODEL_SUPPORT) private readonly models: ModelSupport,
    @Inject(RESOURCE_SECRET_SUPPORT) private readonly secrets: ResourceSecretSupport,
    private readonly catalogue: Models,
    private readonly types: ResourceTypes,
    private readonly reach: EndpointReach,
  ) {}

  /** @param resourceId whose secret counts; undefined where there is no resource yet */
  async ofConfig(
    ownerId: string,
    typeId: string,
    config: object,
    resourceId: string | undefined,
  ): Promise<Warning[]> {
    const type = this.types.get(typeId);
    const use = type.secretFor?.(config);
    const isStored = resourceId !== undefined && (await this.isStored(ownerId, resourceId, use));
    const isMissing = use === 'endpoint' && resourceId !== undefined && !isStored;
    return [
      ...(isBareModel(type, config) ? [NO_INSTRUCTIONS] : []),
      ...(await this.ofModels(ownerId, this.modelsOf(typeId, config), isStored)),
      ...(isMissing ? [secretMissing(resourceId)] : []),
    ];
  }

  private async isStored(ownerId: string, resourceId: string, use: string | undefined) {
    return use !== undefined && (await this.secrets.isStored(ownerId, resourceId));
  }

  /** @param hasOwnKey the resource has a key of its own for them */
  private async ofModels(
    ownerId: string,
    uses: readonly ModelUse[],
    hasOwnKey: boolean,
  ): Promise<Warning[]> {
    const warnings: Warning[] = [];
    for (const { model } of uses) {
      if (await this.catalogue.isUnknown(model)) {
        const message = `The server does not know ${model}: check its name at /api/v1/models. Calls fail, and nobody is charged, if its provider does not know it either.`;
        warnings.push({ code: 'model_unknown', message });
      }
      if (hasOwnKey || (await this.models.hasUsableKey(ownerId, model))) continue;
      const message = `You have no usable key for ${model}: connect one, or the server cannot ask the model.`;
      warnings.push({ code: 'key_missing', message });
    }
    return warnings;
  }

  /** Whether anybody gets to the creator's own server; asked outside transactions. */
  async ofEndpoint(typeId: string, config: object): Promise<Warning[]> {
    const url = this.types.get(typeId).endpointOf?.(config);
    return url === undefined ? [] : this.reach.warningsOf(url);
  }

  /** The same of what is only tried, as often as one creator may. @throws {Problem} too_many_requests */
  async ofTriedEndpoint(ownerId: string, typeId: string, config: object): Promise<Warning[]> {
    const url = this.types.get(typeId).endpointOf?.(config);
    return url === undefined ? [] : this.reach.warningsFor(ownerId, url);
  }

  /** Nothing can be reserved for a model whose price nobody knows. */
  async ofLimits(typeId: string, config: object, limits: ResourceLimits): Promise<Warning[]> {
    if (limits.dailySpendNanoUsd === null) return [];
    const warnings: Warning[] = [];
    for (const { model } of this.modelsOf(typeId, config)) {
      const prices = (await this.catalogue.find(model))?.prices;
      if (prices?.prompt != null && prices.completion != null) continue;
      const message = `The server does not know what ${model} costs, and with dailySpendUsd it cannot sell it.`;
      warnings.push({ code: 'cost_unknown', message });
    }
    return warnings;
  }

  /** An endpoint that sells by itself names its own wallets. */
  async ofNetworks(
    ownerId: string,
    typeId: string | undefined,
    networks: readonly string[],
  ): Promise<Warning[]> {
    if (typeId !== undefined && this.types.get(typeId).isSoldElsewhere) return [];
    const warnings: Warning[] = [];
    for (const network of networks) {
      if ((await this.accounts.payTo(ownerId, network)) !== undefined) continue;
      const message = `You have no payout wallet for ${network}: nobody can pay you there.`;
      warnings.push({ code: 'payout_wallet_missing', message });
    }
    return warnings;
  }

  private modelsOf(typeId: string, config: object): readonly ModelUse[] {
    return this.types.get(typeId).modelsOf?.(config) ?? [];
  }
}

function secretMissing(resourceId: string): Warning {
  const message = `Your endpoint wants a secret in the header that config.secretHeader names, and you have stored none: save it with PUT /api/v1/resources/${resourceId}/secret, or nobody can buy a call.`;
  return { code: 'secret_missing', message };
}
