import type { SiweRefusal } from './siwe-proof.js';

/** Why a signed message is not believed, in words for the person who signed. */
export const REFUSALS: Readonly<Record<SiweRefusal, string>> = {
  malformed: 'The message is not an EIP-4361 message of version 1.',
  wrong_domain: 'The message names another domain than this server.',
  wrong_uri: 'The URI of the message is not on this server.',
  wrong_chain: 'The message names a chain that this server does not use.',
  wrong_statement: 'The statement of the message is not the one that was asked for.',
  expired: 'The message has expired: ask for a new nonce.',
  not_yet_valid: 'The message is not valid yet: check the clock of the device.',
  bad_signature: 'The signature was not made by the account that the message names.',
  other_chain:
    'This wallet signed in on another chain before. A contract can be somebody else’s there: sign in on that one.',
  unknown_nonce:
    'The nonce is unknown or for something else, expired or was used before: ask for a new one.',
};
