import {
  bodyTooLarge,
  conflict,
  expectationFailed,
  forbidden,
  headersTooLarge,
  invalidInput,
  invalidRequest,
  methodNotAllowed,
  notFound,
  type ProblemType,
  requestTimeout,
  serviceUnavailable,
  unauthenticated,
  unsupportedMediaType,
  uriTooLong,
} from '../errors/index.js';

const byStatus = new Map<number, ProblemType>(
  [
    invalidRequest,
    unauthenticated,
    forbidden,
    notFound,
    methodNotAllowed,
    conflict,
    requestTimeout,
    bodyTooLarge,
    uriTooLong,
    expectationFailed,
    headersTooLarge,
    unsupportedMediaType,
    invalidInput,
    serviceUnavailable,
  ].map((type) => [type.status, type]),
);

/** The problem for an HTTP status that the framework raised; undefined where it blames itself. */
export function problemForStatus(status: number): ProblemType | undefined {
  return byStatus.get(status) ?? (status >= 400 && status < 500 ? invalidRequest : undefined);
}
