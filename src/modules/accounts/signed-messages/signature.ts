import { MAX_SIGNATURE_BYTES } from '../../../common/evm/index.js';

/** How many characters a {@link SIGNATURE} may have. */
export const SIGNATURE_LENGTH = 2 + 2 * MAX_SIGNATURE_BYTES;

/** The signature of a key, or whatever a contract takes for one. */
export const SIGNATURE = /^0x(?:[0-9a-fA-F]{2})+$/;

/** What to tell somebody whose text is not a {@link SIGNATURE}. */
export const SIGNATURE_MESSAGE = `must be the bytes of the signature in hexadecimal after 0x, ${MAX_SIGNATURE_BYTES} at most`;
