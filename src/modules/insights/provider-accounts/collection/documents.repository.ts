import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { AccountDocument, DocumentKind, Documents } from '../reporting/documents.js';
import type { Account } from './usage.repository.js';

/** A document as it was last read; its content is null where the provider does not report it. */
export interface KeptDocument<Kind extends DocumentKind> {
  readonly content: Documents[Kind] | null;
  readonly fetchedAt: Date;
}

/** The newest document of each kind; those that were never read are left out. */
export type KeptDocuments = { readonly [Kind in DocumentKind]?: KeptDocument<Kind> };

/** What is known of accounts beside figures. */
@Injectable()
export class DocumentsRepository {
  async save(
    tx: EntityManager,
    { connectionId, userId }: Account,
    { kind, content }: AccountDocument,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO provider_documents (connection_id, user_id, kind, content) VALUES ($1, $2, $3, $4)
       ON CONFLICT (connection_id, kind) DO UPDATE SET
         content = excluded.content, fetched_at = now()`,
      [connectionId, userId, kind, content === null ? null : JSON.stringify(content)],
    );
  }

  async read(
    tx: EntityManager,
    { connectionId, userId }: Pick<Account, 'connectionId' | 'userId'>,
  ): Promise<KeptDocuments> {
    const rows = await tx.query<{ kind: DocumentKind; content: unknown; fetchedAt: Date }[]>(
      `SELECT kind, content, fetched_at AS "fetchedAt" FROM provider_documents
        WHERE user_id = $1 AND connection_id = $2`,
      [userId, connectionId],
    );
    return Object.fromEntries(rows.map(({ kind, ...kept }) => [kind, kept])) as KeptDocuments;
  }
}
