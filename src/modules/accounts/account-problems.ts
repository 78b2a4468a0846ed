import type { ProblemType } from '../../common/errors/index.js';

/** The signed message proves nothing; the member `reason` says why. */
export const signInRefused: ProblemType = {
  code: 'sign_in_refused',
  status: 401,
  title: 'The signed message does not sign you in',
  retryable: false,
};

/** The refresh token is unknown, expired, or was used before. */
export const sessionEnded: ProblemType = {
  code: 'session_ended',
  status: 401,
  title: 'This session has ended: sign in again',
  retryable: false,
};

export const usernameTaken: ProblemType = {
  code: 'username_taken',
  status: 409,
  title: 'Somebody else has this username, or had it first',
  retryable: false,
};

export const tooManyUsernames: ProblemType = {
  code: 'too_many_usernames',
  status: 409,
  title: 'This account has had as many usernames as it may have: take one of them again',
  retryable: false,
};

export const tooManyApiKeys: ProblemType = {
  code: 'too_many_api_keys',
  status: 409,
  title: 'This account has as many API keys as it may have: revoke one first',
  retryable: false,
};

/** The signed message proves nothing; the member `reason` says why. */
export const walletProofRefused: ProblemType = {
  code: 'wallet_proof_refused',
  status: 422,
  title: 'The signed message does not show that the wallet is yours',
  retryable: false,
};

export const tooManyWallets: ProblemType = {
  code: 'too_many_wallets',
  status: 409,
  title: 'This account has shown as many wallets to be its own as it may',
  retryable: false,
};
