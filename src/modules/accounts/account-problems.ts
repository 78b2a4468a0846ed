import { lasting, passing } from '../../common/errors/index.js';

/** The signed message proves nothing; the member `reason` says why. */
export const signInRefused = lasting('sign_in_refused', 401, 'The signed message does not sign you in');

/** The refresh token is unknown, expired, or was used before. */
export const sessionEnded = lasting('session_ended', 401, 'This session has ended: sign in again');
export const usernameTaken = lasting('username_taken', 409, 'Somebody else has this username, or had it first');
export const tooManyUsernames = lasting('too_many_usernames', 409, 'This account has had as many usernames as it may have: take one of them again');
export const tooManyApiKeys = lasting('too_many_api_keys', 409, 'This account has as many API keys as it may have: revoke one first');

/** The signed message proves nothing; the member `reason` says why. */
export const walletProofRefused = lasting('wallet_proof_refused', 422, 'The signed message does not show that the wallet is yours');
export const tooManyWallets = lasting('too_many_wallets', 409, 'This account has shown as many wallets to be its own as it may');

/** The detail names the terms, their page, and the operation that accepts them. */
export const termsMissing = lasting('provider_terms_missing', 409, 'Accept the terms of the model’s provider first');

/** The keys of the issuer of a JWT cannot be had, so nothing can be said of the token. */
export const issuerUnavailable = passing('issuer_unavailable', 503, 'The server cannot get the keys of the issuer of this token at the moment');
