import { lasting, passing } from './problem-types.js';

/** Failures that any route can answer. A module's own stand in its `problems.ts`. */
export const invalidRequest = lasting('invalid_request', 400, 'The request could not be read');
export const invalidInput = lasting('invalid_input', 422, 'Some fields are wrong');
export const unauthenticated = lasting('unauthenticated', 401, 'Sign in or send a valid API key');
export const forbidden = lasting('forbidden', 403, 'The credentials do not allow this');
export const notFound = lasting('not_found', 404, 'There is nothing of this id or name, or it is not yours');
// prettier-ignore
export const routeNotFound = lasting('route_not_found', 404, 'There is no such route: /docs shows those that there are');
export const methodNotAllowed = lasting('method_not_allowed', 405, 'This method does not work here');
export const conflict = lasting('conflict', 409, 'The request contradicts the present state');
export const bodyTooLarge = lasting('body_too_large', 413, 'The body is larger than allowed');
export const requestTimeout = passing('request_timeout', 408, 'The request did not arrive in time');
export const uriTooLong = lasting('uri_too_long', 414, 'The address is longer than allowed');
export const expectationFailed = lasting('expectation_failed', 417, 'The server does not do what the header Expect asks for');
export const headersTooLarge = lasting('headers_too_large', 431, 'The headers are larger than allowed');
export const unsupportedMediaType = lasting('unsupported_media_type', 415, 'Send JSON with content-type application/json');
export const tooManyRequests = passing('too_many_requests', 429, 'Too many requests in a short time');
export const internalError = passing('internal_error', 500, 'Something failed on our side');
export const chainUnavailable = passing('chain_unavailable', 503, 'The chain does not answer at the moment');
export const serviceUnavailable = passing('service_unavailable', 503, 'The service cannot answer at the moment');
