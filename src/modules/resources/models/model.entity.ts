import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A model that OpenRouter lists, or once did. Prices are exact decimals in USD, as text. */
@Entity('x402_openrouter_models')
export class OpenRouterModel {
  @PrimaryColumn('text')
  id: string;

  @Column('text')
  name: string;

  @Column('text', { nullable: true })
  description: string | null;

  @Column('text')
  maker: string;

  @Column('integer', { name: 'context_length', nullable: true })
  contextLength: number | null;

  @Column('integer', { name: 'max_output_tokens', nullable: true })
  maxOutputTokens: number | null;

  @Column('text')
  modality: string;

  @Column('text', { name: 'input_modalities', array: true })
  inputModalities: string[];

  @Column('text', { name: 'output_modalities', array: true })
  outputModalities: string[];

  @Column('text', { name: 'supported_parameters', array: true })
  supportedParameters: string[];

  @Column('numeric', { name: 'price_prompt', nullable: true })
  pricePrompt: string | null;

  @Column('numeric', { name: 'price_completion', nullable: true })
  priceCompletion: string | null;

  @Column('numeric', { name: 'price_request', nullable: true })
  priceRequest: string | null;

  @Column('numeric', { name: 'price_image', nullable: true })
  priceImage: string | null;

  @Column('numeric', { name: 'price_web_search', nullable: true })
  priceWebSearch: string | null;

  @Column('numeric', { name: 'price_internal_reasoning', nullable: true })
  priceInternalReasoning: string | null;

  @Column('numeric', { name: 'price_cache_read', nullable: true })
  priceCacheRead: string | null;

  @Column('numeric', { name: 'price_cache_write', nullable: true })
  priceCacheWrite: string | null;

  /** Picked by the operator; no sync changes it. */
  @Column('boolean', { name: 'is_curated' })
  isCurated: boolean;

  /** False once the listing has it no longer. */
  @Column('boolean', { name: 'is_active' })
  isActive: boolean;

  @Column('timestamptz', { name: 'first_seen_at' })
  firstSeenAt: Date;

  @Column('timestamptz', { name: 'last_seen_at' })
  lastSeenAt: Date;
}
