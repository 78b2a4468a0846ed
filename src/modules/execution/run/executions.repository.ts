import { Injectable } from '@nestjs/common';
import { type EntityManager, MoreThan } from 'typeorm';
import type { LlmUsage } from '../llm/index.js';
import type { UsageColumns } from '../usage/usage-columns.entity.js';
import { Execution } from './execution.entity.js';

/** What a run is about, known before it starts. */
export type NewExecution = Pick<
  Execution,
  'id' | 'resourceId' | 'versionId' | 'ownerId' | 'claimId' | 'isTest' | 'model'
>;

@Injectable()
export class ExecutionsRepository {
  async start(tx: EntityManager, execution: NewExecution): Promise<void> {
    await tx.insert(Execution, { ...execution, status: 'running' });
  }

  async useModel(tx: EntityManager, id: string, model: string): Promise<void> {
    await tx.update(Execution, { id }, { model });
  }

  /** Ends a run with its usage; `failure` is the code of the problem, null for a success. */
  async finish(
    tx: EntityManager,
    id: string,
    usage: LlmUsage | null,
    failure: string | null,
  ): Promise<void> {
    const ended = {
      status: failure === null ? ('succeeded' as const) : ('failed' as const),
      failure,
      usage: toColumns(usage),
      finishedAt: () => 'now()',
    };
    await tx.update(Execution, { id, status: 'running' }, ended);
  }

  findByClaim(tx: EntityManager, claimId: string): Promise<Execution | null> {
    return tx.findOneBy(Execution, { claimId });
  }

  find(tx: EntityManager, id: string): Promise<Execution> {
    return tx.findOneByOrFail(Execution, { id });
  }

  countTestsSince(tx: EntityManager, ownerId: string, since: Date): Promise<number> {
    return tx.countBy(Execution, { ownerId, isTest: true, startedAt: MoreThan(since) });
  }
}

function toColumns(usage: LlmUsage | null): UsageColumns {
  return {
    inputTokens: usage?.inputTokens ?? null,
    outputTokens: usage?.outputTokens ?? null,
    cacheReadTokens: usage?.cacheReadTokens ?? null,
    cacheWriteTokens: usage?.cacheWriteTokens ?? null,
    providerCostNanoUsd: usage?.costNanoUsd ?? null,
  };
}
