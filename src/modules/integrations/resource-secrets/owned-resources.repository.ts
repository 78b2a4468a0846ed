import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** What the vault has to know of resources: whether there is one of the user whose context it is. */
@Injectable()
export class OwnedResourcesRepository {
  /** Locks the resource until the transaction ends; false when there is none, or it is archived. */
  async lock(tx: EntityManager, id: string): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      `SELECT FROM x402_resources WHERE id = $1 AND status <> 'archived' FOR UPDATE`,
      [id],
    );
    return rows.length === 1;
  }
}
