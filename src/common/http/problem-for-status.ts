import {
  bodyTooLarge,
  conflict,
  forbidden,
  invalidInput,
  invalidRequest,
  methodNotAllowed,
  notFound,
  type ProblemType,
  serviceUnavailable,
  unauthenticated,
  unsupportedMediaType,
} from '../errors/index.js';

const byStatus = new Map<number, ProblemType>(
  [
    invalidRequest,
    unauthenticated,
    forbidden,
    notFound,
    methodNotAllowed,
    conflict,
    bodyTooLarge,
    unsupportedMediaType,
    invalidInput,
    serviceUnavailable,
  ].map((type) => [type.status, type]),
);

/** The problem for an HTTP status that the framework raised, where there is one. */
export function problemForStatus(status: number): ProblemType | undefined {
  return byStatus.get(status);
}
