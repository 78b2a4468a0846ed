/** The form of a username, as a path segment after `@`. */
export const USERNAME = /^[a-z0-9_]{3,20}$/;

/** Names that could pass for Coinslot itself, its pages or its staff. */
export const RESERVED_USERNAMES: readonly string[] = [
  ['admin', 'administrator', 'root', 'system', 'staff', 'team', 'official', 'moderator', 'owner'],
  ['coinslot', 'x402', 'support', 'help', 'security', 'abuse', 'legal', 'billing', 'contact'],
  ['api', 'www', 'app', 'web', 'mail', 'email', 'ftp', 'cdn', 'static', 'assets', 'public'],
  ['docs', 'openapi', 'swagger', 'health', 'metrics', 'status', 'mcp', 'well_known', 'llms'],
  ['auth', 'login', 'logout', 'signin', 'sign_in', 'signup', 'sign_up', 'oauth', 'account'],
  ['accounts', 'settings', 'profile', 'user', 'users', 'wallet', 'wallets', 'api_keys', 'keys'],
  ['resources', 'models', 'execute', 'executions', 'receipts', 'refunds', 'payments', 'ledger'],
  ['integrations', 'connections', 'webhooks', 'facilitator', 'marketplace', 'explore', 'search'],
  ['about', 'blog', 'pricing', 'terms', 'privacy', 'home', 'index'],
  ['null', 'undefined', 'none', 'true', 'false', 'anonymous', 'deleted', 'unknown', 'everyone'],
].flat();
