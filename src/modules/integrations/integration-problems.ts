import { lasting } from '../../common/errors/index.js';

/** The provider itself said that the key is no good; nothing was stored. */
export const keyRefused = lasting('key_refused', 422, 'The provider refused this key');
export const noKey = lasting('no_key', 409, 'There is no key to switch on or off: send apiKey first');
export const unknownProvider = lasting('unknown_provider', 404, 'There is no such provider');
