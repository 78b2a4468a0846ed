import { Column } from 'typeorm';
import type { ExternalMethod } from './external/external-config.js';
import type { ProxyMethod } from './proxy/proxy-config.js';
import type { TemplateParameter } from '../templates/parameter.js';

/**
 * The columns of `x402_resources` in which the types keep their configuration; each type fills
 * those it uses.
 */
export class TypeColumns {
  @Column('text', { name: 'pt_system_prompt', nullable: true })
  systemPrompt: string | null;

  @Column('jsonb', { name: 'pt_parameters', nullable: true })
  parameters: TemplateParameter[] | null;

  @Column('text', { name: 'pt_model', nullable: true })
  model: string | null;

  @Column('text', { name: 'pt_fallback_model', nullable: true })
  fallbackModel: string | null;

  @Column('integer', { name: 'pt_max_tokens', nullable: true })
  maxTokens: number | null;

  @Column('boolean', { name: 'pt_allows_user_message', nullable: true })
  allowsUserMessage: boolean | null;

  @Column('text', { name: 'openrouter_model_id', nullable: true })
  openRouterModelId: string | null;

  @Column('jsonb', { name: 'openrouter_config', nullable: true })
  openRouterConfig: object | null;

  @Column('text', { name: 'output_format', nullable: true })
  outputFormat: 'raw' | 'json' | null;

  @Column('jsonb', { name: 'output_schema', nullable: true })
  outputSchema: object | null;

  @Column('text', { name: 'proxy_url', nullable: true })
  proxyUrl: string | null;

  @Column('text', { name: 'proxy_methods', array: true, nullable: true })
  proxyMethods: ProxyMethod[] | null;

  @Column('text', { name: 'proxy_secret_header', nullable: true })
  proxySecretHeader: string | null;

  @Column('integer', { name: 'proxy_timeout_ms', nullable: true })
  proxyTimeoutMs: number | null;

  @Column('text', { name: 'external_url', nullable: true })
  externalUrl: string | null;

  @Column('text', { name: 'external_method', nullable: true })
  externalMethod: ExternalMethod | null;

  @Column('text', { name: 'static_content', nullable: true })
  staticContent: string | null;

  @Column('text', { name: 'static_encoding', nullable: true })
  staticEncoding: 'text' | 'base64' | null;

  @Column('text', { name: 'static_mime_type', nullable: true })
  staticMimeType: string | null;

  @Column('text', { name: 'static_filename', nullable: true })
  staticFilename: string | null;

  /** All that a type keeps which has no columns of its own. */
  @Column('jsonb', { name: 'type_config', nullable: true })
  typeConfig: object | null;
}
