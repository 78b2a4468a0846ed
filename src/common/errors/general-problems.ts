import type { ProblemType } from './problem.js';

/** Failures that any route can answer. A module's own stand in its `problems.ts`. */
export const invalidRequest: ProblemType = {
  code: 'invalid_request',
  status: 400,
  title: 'The request could not be read',
  retryable: false,
};

export const invalidInput: ProblemType = {
  code: 'invalid_input',
  status: 422,
  title: 'Some fields are wrong',
  retryable: false,
};

export const unauthenticated: ProblemType = {
  code: 'unauthenticated',
  status: 401,
  title: 'Sign in or send a valid API key',
  retryable: false,
};

export const forbidden: ProblemType = {
  code: 'forbidden',
  status: 403,
  title: 'The credentials do not allow this',
  retryable: false,
};

export const notFound: ProblemType = {
  code: 'not_found',
  status: 404,
  title: 'There is nothing at this address',
  retryable: false,
};

export const methodNotAllowed: ProblemType = {
  code: 'method_not_allowed',
  status: 405,
  title: 'This method does not work here',
  retryable: false,
};

export const conflict: ProblemType = {
  code: 'conflict',
  status: 409,
  title: 'The request contradicts the present state',
  retryable: false,
};

export const bodyTooLarge: ProblemType = {
  code: 'body_too_large',
  status: 413,
  title: 'The body is larger than allowed',
  retryable: false,
};

export const requestTimeout: ProblemType = {
  code: 'request_timeout',
  status: 408,
  title: 'The request did not arrive in time',
  retryable: true,
};

export const headersTooLarge: ProblemType = {
  code: 'headers_too_large',
  status: 431,
  title: 'The headers are larger than allowed',
  retryable: false,
};

export const unsupportedMediaType: ProblemType = {
  code: 'unsupported_media_type',
  status: 415,
  title: 'Send JSON with content-type application/json',
  retryable: false,
};

export const tooManyRequests: ProblemType = {
  code: 'too_many_requests',
  status: 429,
  title: 'Too many requests in a short time',
  retryable: true,
};

export const internalError: ProblemType = {
  code: 'internal_error',
  status: 500,
  title: 'Something failed on our side',
  retryable: true,
};

export const serviceUnavailable: ProblemType = {
  code: 'service_unavailable',
  status: 503,
  title: 'The service cannot answer at the moment',
  retryable: true,
};
