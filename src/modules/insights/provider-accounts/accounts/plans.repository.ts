import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** What a user says of their plan with a provider, which no provider tells; null for what they leave out. */
export interface DeclaredPlan {
  readonly tier: string | null;
  /** US dollars, as a decimal text. */
  readonly priceUsd: string | null;
  readonly cycle: 'monthly' | 'yearly' | null;
  /** A day, `2026-12-15`. */
  readonly nextPayment: string | null;
}

/** Plans that users declared, by connection. */
@Injectable()
export class PlansRepository {
  async save(
    tx: EntityManager,
    { connectionId, userId }: { readonly connectionId: string; readonly userId: string },
    { tier, priceUsd, cycle, nextPayment }: DeclaredPlan,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO provider_plans (connection_id, user_id, tier, price_usd, cycle, next_payment)
         VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (connection_id) DO UPDATE SET tier = excluded.tier, price_usd = excluded.price_usd,
         cycle = excluded.cycle, next_payment = excluded.next_payment, declared_at = now()`,
      [connectionId, userId, tier, priceUsd, cycle, nextPayment],
    );
  }

  async read(
    tx: EntityManager,
    { connectionId, userId }: { readonly connectionId: string; readonly userId: string },
  ): Promise<DeclaredPlan> {
    const [row] = await tx.query<DeclaredPlan[]>(
      `SELECT tier, price_usd::text AS "priceUsd", cycle, next_payment::text AS "nextPayment"
         FROM provider_plans WHERE user_id = $1 AND connection_id = $2`,
      [userId, connectionId],
    );
    return row ?? { tier: null, priceUsd: null, cycle: null, nextPayment: null };
  }
}
