import { ConfigError } from './common/config/index.js';
import { redactUrls } from './common/observability/index.js';
import { PlugInError } from './common/plug-ins/index.js';

/** A wrong setting, or part that does not fit, is explained; anything else shows where it happened. */
export function describeFailure(error: unknown): string {
  if (error instanceof ConfigError || error instanceof PlugInError) return error.message;
  return redactUrls(error instanceof Error ? (error.stack ?? error.message) : String(error));
}
