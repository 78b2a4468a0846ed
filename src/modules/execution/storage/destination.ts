import type { FieldError } from '../../../common/errors/index.js';

/** Where a buyer wants the result stored; JSON, so that it can be kept with the call. */
export interface Destination {
  readonly destination: 'x402.storage';
  /** Null when the buyer leaves the name to us. */
  readonly filename: string | null;
}

/** The header by which buyers ask. */
export const DESTINATION_HEADER = 'Output-Destination';

/** An item of RFC 8941: a token, and at the most one parameter, which is a string. */
const ITEM =
  /^ *x402\.storage(?:; *filename="(?<name>(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)")? *$/;
const FILENAME = /^(?!\.{1,2}$)[^/\\]{1,100}$/;
const MAX_HEADER = 300;

/** Reads the header's value, or says what is wrong with it. */
export function readDestination(value: string): Destination | FieldError {
  const item = value.length <= MAX_HEADER ? ITEM.exec(value) : null;
  if (item === null) return wrong('must be `x402.storage` or `x402.storage; filename="name.txt"`');
  const filename = item.groups?.['name']?.replaceAll(/\\(["\\])/g, '$1') ?? null;
  if (filename === null || FILENAME.test(filename))
    return { destination: 'x402.storage', filename };
  return wrong('must name a file: 1 to 100 ASCII characters without / and \\');
}

function wrong(message: string): FieldError {
  return { field: DESTINATION_HEADER, message };
}
