/**
 * What was asked for and not granted. To write something includes to read it: Shopify then lists only
 * `write_products`. https://shopify.dev/docs/api/usage/access-scopes
 */
export function missingScopes(asked: readonly string[], granted: readonly string[]): string[] {
  const has = new Set(granted);
  return asked.filter((scope) => !has.has(scope) && !has.has(scope.replace(/^read_/, 'write_')));
}
