import { adviceFor, EgressFailure } from '../../../common/egress/index.js';
import { Problem } from '../../../common/errors/index.js';

/**
 * A failure as the owner of a resource is told it: where their own server could not be reached, with what
 * helps.
 */
export function withAdvice(error: unknown): unknown {
  if (!(error instanceof Problem) || !(error.cause instanceof EgressFailure)) return error;
  const { type, details, message, cause } = error;
  const { text, setting } = adviceFor(cause);
  const extensions = {
    ...details.extensions,
    ...(cause.reason !== undefined && { refusal: cause.reason }),
    ...(setting !== undefined && { setting }),
  };
  return new Problem(type, { ...details, detail: `${message} ${text}`, extensions }, { cause });
}
