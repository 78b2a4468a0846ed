import type { ProblemType } from '../../common/errors/index.js';

/** The provider itself said that the key is no good; nothing was stored. */
export const keyRefused: ProblemType = {
  code: 'key_refused',
  status: 422,
  title: 'The provider refused this key',
  retryable: false,
};

export const noKey: ProblemType = {
  code: 'no_key',
  status: 409,
  title: 'There is no key to switch on or off: send apiKey first',
  retryable: false,
};

export const unknownProvider: ProblemType = {
  code: 'unknown_provider',
  status: 404,
  title: 'There is no such provider',
  retryable: false,
};
