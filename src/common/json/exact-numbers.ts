/** A text within JSON, or a number outside of one. */
const TEXT_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/gs;

/**
 * A JSON text with every number as a text, just as it is written: JavaScript rounds numbers when it reads
 * them. What is no JSON stays none, but for numbers in forms that JSON does not have.
 */
export function exactNumbers(json: string): string {
  return json.replace(TEXT_OR_NUMBER, (found) => (found.startsWith('"') ? found : `"${found}"`));
}
