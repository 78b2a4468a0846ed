/** The form of a username, as a path segment after `@`: something of it can be seen. */
export const USERNAME = /^(?=_*[a-z0-9])[a-z0-9_]{3,20}$/;

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

/**
 * What a sign can be taken for in some typeface. Wide signs become the narrow ones that look like them:
 * the other way around it would matter which of several narrow ones are taken together.
 */
const LOOKS_LIKE: readonly (readonly [signs: RegExp, as: string])[] = [
  [/_/g, ''],
  [/d/g, 'cl'],
  [/w/g, 'vv'],
  [/m/g, 'nn'],
  [/r(?=[rn]*n)/g, 'n'],
  [/0/g, 'o'],
  [/[1ij7]/g, 'l'],
  [/2/g, 'z'],
  [/3/g, 'e'],
  [/4/g, 'a'],
  [/5/g, 's'],
  [/[68]/g, 'b'],
  [/[9q]/g, 'g'],
  [/v/g, 'u'],
];

const BRAND = skeleton('coinslot');
const RESERVED_SKELETONS: ReadonlySet<string> = new Set(
  RESERVED_USERNAMES.flatMap((name) => [skeleton(name), skeleton(name, ['7', 't'])]),
);

/** Whether a name is reserved, or could be taken for one that is, or has Coinslot's name in it. */
export function looksReserved(username: string): boolean {
  return [skeleton(username), skeleton(username, ['7', 't'])].some(
    (look) => RESERVED_SKELETONS.has(look) || look.includes(BRAND),
  );
}

/** The same text for all names that look alike. A 7 can be taken for an l or, by some, for a t. */
function skeleton(name: string, [sign, as]: readonly [string, string] = ['', '']): string {
  const read = sign === '' ? name : name.replaceAll(sign, as);
  return LOOKS_LIKE.reduce((text, [signs, look]) => text.replaceAll(signs, look), read);
}
