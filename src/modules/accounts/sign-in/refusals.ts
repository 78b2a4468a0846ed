import { Problem } from '../../../common/errors/index.js';
import { CHALLENGE_HEADERS } from '../guard/challenges.js';
import { signInRefused } from '../problems.js';
import type { SignInRefusal } from './siwe-proof.js';

const DETAILS: Record<SignInRefusal, string> = {
  malformed: 'The message is not an EIP-4361 message of version 1.',
  wrong_domain: 'The message names another domain than this server.',
  wrong_uri: 'The URI of the message is not on this server.',
  wrong_chain: 'The message names a chain that this server does not use.',
  expired: 'The message has expired: ask for a new nonce.',
  not_yet_valid: 'The message is not valid yet: check the clock of the device.',
  bad_signature: 'The signature was not made by the account that the message names.',
  unknown_nonce: 'The nonce is unknown, expired or was used before: ask for a new one.',
};

/** 401 `sign_in_refused` with the reason as a member for programs and in words for people. */
export function refusedSignIn(reason: SignInRefusal): Problem {
  return new Problem(signInRefused, {
    detail: DETAILS[reason],
    extensions: { reason },
    headers: CHALLENGE_HEADERS,
  });
}
