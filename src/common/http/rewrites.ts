/** Documented aliases of API paths: the whole table of them, applied before routing. */
const REWRITES: readonly (readonly [from: RegExp, to: string])[] = [
  [/^\/integrations(?=[/?]|$)/, '/api/v1/integrations'],
  // What Anthropic's accounts were connected by: its `connect` chooses workspaces.
  [/^\/api\/anthropic\/connect-key(?=[?]|$)/, '/api/v1/integrations/anthropic/connect'],
  [/^\/api\/anthropic\/connect(?=[?]|$)/, '/api/v1/integrations/anthropic/workspaces'],
  [
    /^\/api\/anthropic\/(?=(?:workspaces|disconnect|sync|data|oauth\/(?:initiate|callback))(?:[?]|$))/,
    '/api/v1/integrations/anthropic/',
  ],
  // Where apps have their providers send webhooks.
  [/^\/(?:api\/(?:v1\/)?)?webhooks\/shopify(?=[?]|$)/, '/api/v1/integrations/shopify/webhooks'],
  [/^\/api\/execute(?=[?]|$)/, '/api/v1/execute'],
  // Some clients escape the @ of an address, as RFC 3986 section 2.2 allows.
  [/^\/%40(?=[^/?])/, '/@'],
];

/** The path that answers `url`: itself, or what its alias stands for; the query is kept. */
export function rewriteUrl(url: string): string {
  const rule = REWRITES.find(([from]) => from.test(url));
  return rule === undefined ? url : url.replace(rule[0], rule[1]);
}
