import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

@Injectable()
export class AffectedResourcesRepository {
  /** How many resources on sale of the user whose context it is run on their key for a provider. */
  async count(tx: EntityManager, provider: string): Promise<number> {
    const [row] = await tx.query<{ count: number }[]>(
      `SELECT count(*)::integer AS count FROM x402_resources
        WHERE status = 'published' AND CASE resource_type
          WHEN 'prompt_template' THEN starts_with(pt_model, $1 || ':')
            OR starts_with(coalesce(pt_fallback_model, ''), $1 || ':')
          WHEN 'openrouter_instant' THEN $1 = 'openrouter'
          ELSE false END`,
      [provider],
    );
    return row?.count ?? 0;
  }
}
