import { Inject, Injectable } from '@nestjs/common';
import { AccountDirectory } from '../../accounts/index.js';
import { MODEL_SUPPORT, type ModelSupport } from '../model-support.js';
import { Models } from '../models/models.service.js';
import type { ModelUse } from '../types/resource-type.js';
import { ResourceTypes } from '../types/resource-types.service.js';
import type { ResourceLimits } from '../records/limits.js';
import type { Warning } from '../records/listing.js';

/** What a creator should still arrange before anybody can buy. */
@Injectable()
export class Warnings {
  constructor(
    private readonly accounts: AccountDirectory,
    @Inject(MODEL_SUPPORT) private readonly models: ModelSupport,
    private readonly catalogue: Models,
    private readonly types: ResourceTypes,
  ) {}

  async ofConfig(ownerId: string, typeId: string, config: object): Promise<Warning[]> {
    const warnings: Warning[] = [];
    for (const { model } of this.modelsOf(typeId, config)) {
      if (await this.models.hasUsableKey(ownerId, model)) continue;
      const message = `You have no usable key for ${model}: connect one, or the server cannot ask the model.`;
      warnings.push({ code: 'key_missing', message });
    }
    return warnings;
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
