/** Methods that a buyer may call an endpoint with. */
export const PROXY_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

export type ProxyMethod = (typeof PROXY_METHODS)[number];

/** A creator's own HTTP endpoint. Plain JSON; the secret itself is in the vault. */
export interface ProxyConfig {
  /** Secret: where calls go. Its query parameters win over a buyer's. */
  readonly url: string;
  readonly methods: readonly ProxyMethod[];
  /** Header that carries the resource's secret; null when the endpoint asks for none. */
  readonly secretHeader: string | null;
  /** How long the endpoint may take for its whole answer. */
  readonly timeoutMs: number;
}

export const LIMITS = {
  url: 2_000,
  header: 100,
  minTimeoutMs: 1_000,
  maxTimeoutMs: 120_000,
} as const;
