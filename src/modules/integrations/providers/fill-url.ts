/**
 * Puts what the user filled in into the address of a provider: `https://{shop}/admin`. A value stays one
 * part of it, whatever it holds.
 * @throws {Error} when nothing was filled in for a name, a fault of the definition
 */
export function fillUrl(template: string, inputs: Readonly<Record<string, unknown>>): string {
  return template.replaceAll(/\{(\w+)\}/g, (_all, name: string) => {
    const value = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
    if (typeof value !== 'string') throw new Error(`an address needs ${name}, which nobody gave`);
    return encodeURIComponent(value);
  });
}
