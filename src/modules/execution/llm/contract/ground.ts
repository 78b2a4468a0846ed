import { SystemClock } from '../../../../common/clock/index.js';
import { ConnectionPool } from '../connection-pool.service.js';
import { LlmKit } from '../llm-kit.service.js';
import type { LlmProvider } from '../llm-provider.js';
import type { Wire } from './wire.js';

/** A provider under test: how its API looks, and how it is made for an API that stands elsewhere. */
export interface ProviderGround {
  readonly wire: Wire;
  /** @param baseUrl where the API is, with the wire's `basePath` */
  open(kit: LlmKit, baseUrl: string): LlmProvider;
}

/** The parts a provider is made with, outside of an application. */
export function testKit(timeoutMs: number): LlmKit {
  return new LlmKit(new ConnectionPool(), new SystemClock(), { timeoutMs });
}
