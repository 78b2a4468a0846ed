import { Injectable } from '@nestjs/common';
import { type EntityManager, In, Raw } from 'typeorm';
import type { Destination } from './destination.js';
import { StoredOutput } from './stored-output.entity.js';

/** What changes while a result is being stored. */
export type OutputChanges = Partial<
  Omit<StoredOutput, 'callId' | 'destination' | 'filename' | 'attempts' | 'createdAt'>
>;

/** Longer than one attempt can take: then its process has died. */
const LEASE_SECONDS = 120;

const OPEN = In(['due', 'paying'] as const);
const leaseEnd = () => `now() + interval '${LEASE_SECONDS} seconds'`;

@Injectable()
export class StoredOutputsRepository {
  /** Notes what is to be stored; it is noted once, however often the call was run. */
  async insertDue(tx: EntityManager, callId: string, wish: Destination): Promise<void> {
    await tx
      .createQueryBuilder()
      .insert()
      .into(StoredOutput)
      .values({ callId, ...wish, status: 'due' })
      .orIgnore()
      // The context that ends calls may not read what stands there.
      .updateEntity(false)
      .execute();
  }

  find(tx: EntityManager, callId: string): Promise<StoredOutput | null> {
    return tx.findOneBy(StoredOutput, { callId });
  }

  /** Ids of what is to be taken up now, the longest waiting first. */
  async findDue(tx: EntityManager, limit: number): Promise<string[]> {
    const due = await tx.find(StoredOutput, {
      select: { callId: true },
      where: { status: OPEN, nextAttemptAt: Raw((column) => `${column} <= now()`) },
      order: { nextAttemptAt: 'ASC' },
      take: limit,
    });
    return due.map(({ callId }) => callId);
  }

  /** Begins an attempt; undefined when it is not the time, somebody works on it or it has ended. */
  async take(tx: EntityManager, callId: string): Promise<StoredOutput | undefined> {
    const { affected } = await tx
      .createQueryBuilder()
      .update(StoredOutput)
      .set({ attempts: () => 'attempts + 1', nextAttemptAt: leaseEnd })
      .where({ callId, status: OPEN })
      .andWhere('next_attempt_at <= now()')
      .execute();
    return affected === 1 ? tx.findOneByOrFail(StoredOutput, { callId }) : undefined;
  }

  /** Changes what this process took; false when somebody else has taken it since. */
  async change(
    tx: EntityManager,
    { callId, attempts, status }: StoredOutput,
    changes: OutputChanges,
  ): Promise<boolean> {
    const { affected } = await tx
      .createQueryBuilder()
      .update(StoredOutput)
      .set(changes as object)
      .where({ callId, attempts, status })
      .execute();
    return affected === 1;
  }

  /**
   * Atomic USDC that was signed for in the last 24 hours and was, or may yet be, paid. Until `tx` ends
   * nobody else can ask, on any replica.
   */
  async lockSpent(tx: EntityManager): Promise<bigint> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('storage_budget', 0))`);
    const [row] = await tx.query<{ spent: string }[]>(
      `SELECT coalesce(sum(amount), 0) AS spent FROM stored_outputs
        WHERE amount IS NOT NULL AND signed_at > now() - interval '24 hours'`,
    );
    return BigInt(row?.spent ?? 0);
  }
}
