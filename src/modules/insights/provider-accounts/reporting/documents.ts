/** What is known of an account beside figures, by kind; amounts are US dollars, instants ISO 8601. */
export interface Documents {
  readonly organization: { readonly id: string | null; readonly name: string | null };
  readonly workspaces: readonly {
    readonly id: string;
    readonly name: string;
    readonly archivedAt: string | null;
  }[];
  readonly api_keys: readonly {
    readonly id: string;
    readonly name: string;
    readonly status: string;
    readonly hint: string | null;
    readonly workspaceId: string | null;
  }[];
  readonly spend_limits: readonly {
    readonly id: string;
    /** `organization`, `workspace`, `usage_tier`, or whatever the provider adds. */
    readonly scope: string;
    readonly workspaceId: string | null;
    /** Null for no limit. */
    readonly amount: string | null;
    readonly currency: string;
    readonly period: string;
    readonly isEnabled: boolean;
  }[];
  readonly rate_limits: readonly {
    readonly group: string;
    readonly models: readonly string[];
    readonly limits: readonly { readonly type: string; readonly value: string }[];
  }[];
  /** What was paid in, and what is left of it. */
  readonly credits: {
    readonly total: string;
    readonly used: string;
    readonly remaining: string;
  };
  /** What the provider says of the key itself. */
  readonly key: {
    readonly label: string | null;
    /** Null for no limit. */
    readonly limit: string | null;
    readonly limitRemaining: string | null;
    readonly limitReset: string | null;
    readonly usage: string;
    readonly usageDaily: string | null;
    readonly usageWeekly: string | null;
    readonly usageMonthly: string | null;
    readonly isFreeTier: boolean;
    /** Requests to free models, of today. */
    readonly freeRequests: {
      readonly limit: string;
      readonly used: string;
      readonly remaining: string;
    } | null;
    readonly expiresAt: string | null;
  };
}

export type DocumentKind = keyof Documents;

/** One document; its content is null when the provider does not report it for this account. */
export type AccountDocument = {
  readonly [Kind in DocumentKind]: {
    readonly kind: Kind;
    readonly content: Documents[Kind] | null;
  };
}[DocumentKind];
