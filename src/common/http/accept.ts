/** One entry of an `Accept` header or one that is written like it. */
export interface AcceptedRange {
  /** In lower case, without parameters: `text/*`, or a language. */
  readonly name: string;
  /** From 0, which refuses it, to 1. */
  readonly weight: number;
  /** The whole entry as it was written. */
  readonly text: string;
}

/** An entry ends at a comma outside of quotes; a quote that is not closed lasts to the end. */
const ENTRY = /(?:[^,"]|"(?:[^"\\]|\\(?:.|$))*(?:"|$))+/g;
const WEIGHT = /; *q *= *(?<weight>0(?:\.\d{0,3})?|1(?:\.0{0,3})?) *(?:;|$)/i;

/** The entries of `Accept` or `Accept-Language` in their order (RFC 9110 sections 12.4.2 and 12.5.1). */
export function acceptedRanges(header: string): AcceptedRange[] {
  return [...header.matchAll(ENTRY)].flatMap(([entry]) => {
    const text = entry.trim();
    const name = (text.split(';', 1)[0] ?? '').trim().toLowerCase();
    const weight = Number(WEIGHT.exec(text)?.groups?.['weight'] ?? 1);
    return name === '' ? [] : [{ name, weight, text }];
  });
}
