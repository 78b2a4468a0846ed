/** What credentials may allow. Each stands for itself: none includes another. */
export const SCOPES = ['read', 'publish', 'admin'] as const;

/**
 * `read` sees the user's own data, `publish` changes what the user sells and connects, `admin`
 * changes the account itself: profile, payout wallets and API keys.
 */
export type Scope = (typeof SCOPES)[number];

/** Who sent a request, and what their credentials allow. */
export interface AuthenticatedUser {
  readonly id: string;
  readonly scopes: ReadonlySet<Scope>;
  readonly via: 'session' | 'api_key' | 'external_jwt';
}
