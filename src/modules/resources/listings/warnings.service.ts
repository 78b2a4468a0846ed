import { Inject, Injectable } from '@nestjs/common';
import { adviceFor, Egress, EgressFailure } from '../../../common/egress/index.js';
import { AccountDirectory } from '../../accounts/index.js';
import { MODEL_SUPPORT, type ModelSupport } from '../model-support.js';
import { Models } from '../models/models.service.js';
import type { ModelUse } from '../types/resource-type.js';
import { BARE_MODEL_MESSAGE, isBareModel } from '../types/bare-model.js';
import { ResourceTypes } from '../types/resource-types.service.js';
import type { ResourceLimits } from '../records/limits.js';
import type { Warning } from '../records/listing.js';

/** How long publishing waits for a creator's own server to accept a connection. */
const PATIENCE_MS = 2_000;

/** What a creator should still arrange before anybody can buy. */
@Injectable()
export class Warnings {
  constructor(
    private readonly accounts: AccountDirectory,
    @Inject(MODEL_SUPPORT) private readonly models: ModelSupport,
    private readonly catalogue: Models,
    private readonly types: ResourceTypes,
    private readonly egress: Egress,
  ) {}

  async ofConfig(ownerId: string, typeId: string, config: object): Promise<Warning[]> {
    const warnings: Warning[] = [];
    if (isBareModel(this.types.get(typeId), config)) {
      const message = `This ${BARE_MODEL_MESSAGE}.`;
      warnings.push({ code: 'no_instructions', message });
    }
    for (const { model } of this.modelsOf(typeId, config)) {
      if (await this.catalogue.isUnknown(model)) {
        const message = `The server does not know ${model}: check its name at /api/v1/models. Calls fail, and nobody is charged, if its provider does not know it either.`;
        warnings.push({ code: 'model_unknown', message });
      }
      if (await this.models.hasUsableKey(ownerId, model)) continue;
      const message = `You have no usable key for ${model}: connect one, or the server cannot ask the model.`;
      warnings.push({ code: 'key_missing', message });
    }
    return warnings;
  }

  /** Whether anybody gets to the creator's own server; asked outside transactions. */
  async ofEndpoint(typeId: string, config: object): Promise<Warning[]> {
    const url = this.types.get(typeId).endpointOf?.(config);
    if (url === undefined) return [];
    try {
      await this.egress.reach(url, PATIENCE_MS);
      return [];
    } catch (error) {
      if (!(error instanceof EgressFailure)) throw error;
      const { text, setting } = adviceFor(error);
      const message = `The server cannot reach your endpoint, and calls fail. ${error.message}. ${text}`;
      const reason = error.reason ?? error.kind;
      return [{ code: 'endpoint_unreachable', message, reason, ...(setting && { setting }) }];
    }
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
