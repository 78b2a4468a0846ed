import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { modality } from './model.js';
import type { ListedModel } from './openrouter-listing.js';

/** What is known before a listing is written. */
export interface KnownModels {
  readonly active: number;
  /** How many active ones the listing still has. */
  readonly kept: number;
  /** When the latest listing was asked for; null when there has been none. */
  readonly seenAt: Date | null;
}

/** What a listing changed. */
export interface SyncCounts {
  readonly added: number;
  readonly returned: number;
  readonly vanished: number;
}

const TYPES = {
  name: 'text',
  description: 'text',
  maker: 'text',
  context_length: 'integer',
  max_output_tokens: 'integer',
  modality: 'text',
  input_modalities: 'text[]',
  output_modalities: 'text[]',
  supported_parameters: 'text[]',
  price_prompt: 'numeric',
  price_completion: 'numeric',
  price_request: 'numeric',
  price_image: 'numeric',
  price_web_search: 'numeric',
  price_internal_reasoning: 'numeric',
  price_cache_read: 'numeric',
  price_cache_write: 'numeric',
} as const;
const NAMES = Object.keys(TYPES);
const DEFINITIONS = Object.entries(TYPES).map(([name, type]) => `${name} ${type}`);

/** All parts see the table as it was before; `is_curated` is left alone. */
const WRITE = `
  WITH listed AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS l (id text, ${DEFINITIONS.join(', ')})
  ), written AS (
    INSERT INTO x402_openrouter_models (id, ${NAMES.join(', ')}, first_seen_at, last_seen_at)
    SELECT id, ${NAMES.join(', ')}, $2, $2 FROM listed
    ON CONFLICT (id) DO UPDATE SET
      ${NAMES.map((name) => `${name} = excluded.${name}`).join(', ')},
      is_active = true, last_seen_at = excluded.last_seen_at
  ), vanished AS (
    UPDATE x402_openrouter_models m SET is_active = false
     WHERE m.is_active AND NOT EXISTS (SELECT FROM listed l WHERE l.id = m.id)
    RETURNING m.id
  )
  SELECT count(*) FILTER (WHERE m.id IS NULL)::integer AS added,
         count(*) FILTER (WHERE NOT m.is_active)::integer AS returned,
         (SELECT count(*) FROM vanished)::integer AS vanished
    FROM listed l LEFT JOIN x402_openrouter_models m USING (id)`;

/** Writes listings; one at a time. */
@Injectable()
export class ModelSyncRepository {
  /** Lets other writers wait until the transaction ends. */
  async lock(tx: EntityManager): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtext('coinslot models'))`);
  }

  async compare(tx: EntityManager, models: readonly ListedModel[]): Promise<KnownModels> {
    const [known] = await tx.query<KnownModels[]>(
      `SELECT count(*) FILTER (WHERE is_active)::integer AS active,
              count(*) FILTER (WHERE is_active AND id = ANY ($1))::integer AS kept,
              max(last_seen_at) AS "seenAt"
         FROM x402_openrouter_models`,
      [models.map(({ id }) => id)],
    );
    return known ?? { active: 0, kept: 0, seenAt: null };
  }

  /** Adds and updates what is listed; what is not becomes inactive. */
  async write(
    tx: EntityManager,
    models: readonly ListedModel[],
    seenAt: Date,
  ): Promise<SyncCounts> {
    const rows = JSON.stringify(models.map(toRow));
    const [counts] = await tx.query<SyncCounts[]>(WRITE, [rows, seenAt]);
    return counts ?? { added: 0, returned: 0, vanished: 0 };
  }
}

function toRow({ prices, ...model }: ListedModel): Record<'id' | keyof typeof TYPES, unknown> {
  return {
    id: model.id,
    name: model.name,
    description: model.description,
    maker: model.maker,
    context_length: model.contextLength,
    max_output_tokens: model.maxOutputTokens,
    modality: modality(model),
    input_modalities: model.inputModalities,
    output_modalities: model.outputModalities,
    supported_parameters: model.supportedParameters,
    price_prompt: prices.prompt,
    price_completion: prices.completion,
    price_request: prices.request,
    price_image: prices.image,
    price_web_search: prices.webSearch,
    price_internal_reasoning: prices.internalReasoning,
    price_cache_read: prices.cacheRead,
    price_cache_write: prices.cacheWrite,
  };
}
