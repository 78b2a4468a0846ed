import { ConfigError } from './common/config/index.js';
import { redactUrls } from './common/observability/index.js';

/** A wrong setting is explained; anything else shows where it happened. */
export function describeFailure(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  return redactUrls(error instanceof Error ? (error.stack ?? error.message) : String(error));
}
