import { adviceFor, EgressFailure } from '../../../common/egress/index.js';
import { Problem } from '../../../common/errors/index.js';
import { endpointSecretMissing } from '../execution-problems.js';

/**
 * A failure as the owner of a resource is told it: where their own server could not be reached, or has
 * no secret yet, with what helps.
 */
export function withAdvice(error: unknown, resourceId: string): unknown {
  if (!(error instanceof Problem)) return error;
  if (error.type === endpointSecretMissing) {
    const detail = `Save it with PUT /api/v1/resources/${resourceId}/secret.`;
    return new Problem(error.type, { ...error.details, detail });
  }
  if (!(error.cause instanceof EgressFailure)) return error;
  const { type, details, message, cause } = error;
  const { text, setting } = adviceFor(cause);
  const extensions = {
    ...details.extensions,
    ...(cause.reason !== undefined && { refusal: cause.reason }),
    ...(setting !== undefined && { setting }),
  };
  return new Problem(type, { ...details, detail: `${message} ${text}`, extensions }, { cause });
}
