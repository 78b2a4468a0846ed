import { Injectable } from '@nestjs/common';
import type { ResourceLimits, TypedConfig } from '../../resources/index.js';
import { Executors } from '../executors/executors.service.js';
import { ModelCosts } from './model-costs.service.js';

/** A call of a resource, as far as its limits are concerned. */
export interface CountedCall {
  readonly id: string;
  readonly ownerId: string;
  readonly resourceId: string;
  readonly limits: ResourceLimits;
  readonly sold: TypedConfig;
  /** Checked by the executor. */
  readonly input: Readonly<Record<string, unknown>>;
}

/** Knows what calls can cost their creators. */
@Injectable()
export class CallCosts {
  constructor(
    private readonly executors: Executors,
    private readonly models: ModelCosts,
  ) {}

  /** In 10^-9 USD; null where spend is not limited, undefined when nobody can tell. */
  async bound({ limits, sold, input }: CountedCall): Promise<bigint | null | undefined> {
    if (limits.dailySpendNanoUsd === null) return null;
    const demand = this.executors.of(sold).demandOf?.(sold.config, input);
    return demand === undefined ? 0n : this.models.bound(demand);
  }
}
