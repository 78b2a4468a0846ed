/** The signature of an ordinary account: r, s and v. */
export const SIGNATURE = /^0x[0-9a-fA-F]{130}$/;

/** What to tell somebody whose text is not a {@link SIGNATURE}. */
export const SIGNATURE_MESSAGE = 'must be 0x and 130 hexadecimal digits';
