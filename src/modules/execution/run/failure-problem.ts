import { Problem, type ProblemType } from '../../../common/errors/index.js';
import { LlmError, type LlmErrorKind } from '../llm/index.js';
import {
  answerUnfit,
  creatorKeyMissing,
  inputTooLong,
  misconfiguredResource,
  modelBusy,
  modelFailed,
  modelGone,
  modelOutOfCredit,
  modelRefused,
  modelTimeout,
} from '../execution-problems.js';

const PROBLEM_OF: Readonly<Record<LlmErrorKind, ProblemType>> = {
  invalid_key: creatorKeyMissing,
  no_credit: modelOutOfCredit,
  rate_limited: modelBusy,
  overloaded: modelBusy,
  too_long: inputTooLong,
  refused: modelRefused,
  timeout: modelTimeout,
  no_such_model: modelGone,
  bad_request: misconfiguredResource,
  unfit: answerUnfit,
  upstream: modelFailed,
};

/** What a buyer is told of a model's failure: never the provider's own words. */
export function failureProblem(error: LlmError): Problem {
  const type = PROBLEM_OF[error.kind];
  if (error.retryAfterMs === undefined) return new Problem(type);
  return new Problem(type, { retryAfterSeconds: Math.ceil(error.retryAfterMs / 1000) });
}
