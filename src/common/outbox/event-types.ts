/** The transfer that an event tells of. */
interface Transfer {
  readonly claimId: string;
  /** CAIP-2. */
  readonly network: string;
  readonly payer: string;
  /** In dollars, as a decimal string. */
  readonly amount: string;
}

interface RefundMoved extends Transfer {
  readonly refundId: string;
  /** Once one has been sent. */
  readonly transaction?: string;
}

/**
 * What each type of event that Coinslot writes carries as `data`: JSON without secrets. Members are only
 * ever added: events that were written before stay as they are.
 */
export interface EventTypes {
  'payment.settled': Transfer & { readonly transaction: string };
  'payment.reversed': Transfer & { readonly transaction: string; readonly reason: string };
  'refund.requested': RefundMoved;
  'refund.owed': RefundMoved;
  'refund.paid': RefundMoved;
  'refund.void': RefundMoved;
  'execution.failed': {
    readonly claimId: string;
    readonly resourceId: string;
    /** Code of the problem that the buyer was told. */
    readonly failure: string;
    /** 1, and more when the work was run again. */
    readonly attempt: number;
    readonly charged: boolean;
  };
  'connection.connected': { readonly provider: string };
  'connection.disconnected': {
    readonly provider: string;
    /** When it was not the user: `ended_by_provider`. */
    readonly reason?: string;
  };
  'connection.error': { readonly provider: string; readonly reason: string };
  'connection.expired': { readonly provider: string; readonly reason: string };
  'resource.unpublished': {
    readonly resourceId: string;
    readonly slug: string | null;
    readonly reason: string;
  };
  /** The last one of its user: it is for modules that keep something outside the database. */
  'account.deleted': { readonly deletedAt: string };
  'spending_limit.reached': {
    readonly resourceId: string;
    /** In UTC, as `2026-11-28`. */
    readonly day: string;
    readonly limitUsd: string;
    readonly spentUsd: string;
  };
  'budget.reached': {
    readonly budgetId: string;
    readonly name: string;
    /** Which spending: of `calls`, `anthropic` or `openrouter`, and of what part of it. */
    readonly scope: {
      readonly of: string;
      readonly resourceId?: string;
      readonly provider?: string;
      readonly workspaceId?: string;
    };
    /** Days of the zone; `to` does not belong to it. */
    readonly period: { readonly from: string; readonly to: string; readonly tz: string };
    /** Percent of the limit. */
    readonly threshold: number;
    readonly limitUsd: string;
    readonly spentUsd: string;
    /** Some of the spending is unknown. */
    readonly isAtLeast: boolean;
    /** What the server pauses because of it: a resource, or the key of a provider. */
    readonly paused: { readonly resourceId?: string; readonly provider?: string } | null;
  };
  'webhook.disabled': {
    readonly webhookId: string;
    /** `gone`, or `failing`. */
    readonly reason: string;
  };
}

/** A type of another team's module: `x_`, the module's name, and what happened. */
export type ForeignEventType = `x_${string}.${string}`;
/** What an event can be: one of Coinslot, or of another team. */
export type EventType = keyof EventTypes | ForeignEventType;

/** A type of event with its data. */
export type AnyEvent =
  | {
      [T in keyof EventTypes]: { readonly type: T; readonly data: EventTypes[T] };
    }[keyof EventTypes]
  | { readonly type: ForeignEventType; readonly data: Readonly<Record<string, unknown>> };

/** When an event of a type is written, and what its data look like. */
export interface EventDescription<T extends keyof EventTypes> {
  readonly when: string;
  readonly example: EventTypes[T];
}

const transfer = {
  claimId: '019ac7a0-0000-7000-8000-000000000001',
  network: 'eip155:8453',
  payer: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
  amount: '0.05',
};
const transaction = `0x${'5a'.repeat(32)}`;
const refund = { ...transfer, refundId: '019ac7a0-0000-7000-8000-000000000002' };
const resourceId = '9b2d3a1e-6f0c-4b62-8a57-3d1f0c9e7a11';

/** Every type of event that Coinslot writes; docs/events.md is held to it by a test. */
export const EVENT_TYPES: { readonly [T in keyof EventTypes]: EventDescription<T> } = {
  'payment.settled': {
    when: 'A payment to the creator was settled',
    example: { ...transfer, transaction },
  },
  'payment.reversed': {
    when: 'A settlement vanished from the chain, and its ledger entries were taken back',
    example: { ...transfer, transaction, reason: 'authorization_spent_elsewhere' },
  },
  'refund.requested': { when: 'A payer asked for their money back', example: refund },
  'refund.owed': { when: 'The creator owes a payer a refund', example: refund },
  'refund.paid': {
    when: 'The chain shows the creator’s refund',
    example: { ...refund, transaction },
  },
  'refund.void': {
    when: 'A refund is no longer due, because its payment vanished from the chain',
    example: refund,
  },
  'execution.failed': {
    when: 'A buyer’s call of the creator’s resource failed, after its payment had been reserved',
    example: {
      claimId: '019ac7a0-0000-7000-8000-000000000001',
      resourceId,
      failure: 'model_busy',
      attempt: 1,
      charged: false,
    },
  },
  'connection.connected': {
    when: 'The user connected a provider, also anew; or the provider accepts again what it had refused',
    example: { provider: 'klaviyo' },
  },
  'connection.disconnected': {
    when: 'The user disconnected a provider, or took the permission back there (`ended_by_provider`), and the server erased what it kept of the account',
    example: { provider: 'shopify', reason: 'ended_by_provider' },
  },
  'connection.error': {
    when: 'A provider refused the user’s key, during a call or when the user tested the connection',
    example: { provider: 'claude', reason: 'The provider does not accept the API key' },
  },
  'connection.expired': {
    when: 'The access to a user’s account ended and cannot be renewed: the user has to connect again',
    example: {
      provider: 'shopify',
      reason: 'Shopify does not accept the permission any more: connect again',
    },
  },
  'resource.unpublished': {
    when: 'A resource went off sale, because its endpoint failed three checks in a row, or a budget that pauses it was reached (`budget_reached`)',
    example: { resourceId, slug: 'weather', reason: 'not_payment_required' },
  },
  'account.deleted': {
    when: 'An account was deleted with all that was its own; nothing is left to be fetched',
    example: { deletedAt: '2026-11-28T12:00:00.000Z' },
  },
  'spending_limit.reached': {
    when: 'A resource’s calls have cost what its creator allows for a day; once a day',
    example: { resourceId, day: '2026-11-28', limitUsd: '5', spentUsd: '4.98' },
  },
  'budget.reached': {
    when: 'A threshold of a budget was reached; once for each period and amount',
    example: {
      budgetId: '0d6a1c52-8f0b-4c1e-9b5e-2f7a4c3d1e60',
      name: 'Claude in November',
      scope: { of: 'calls', provider: 'claude' },
      period: { from: '2026-11-01', to: '2026-12-01', tz: 'Europe/Zurich' },
      threshold: 100,
      limitUsd: '100.00',
      spentUsd: '100.0314',
      isAtLeast: false,
      paused: { provider: 'claude' },
    },
  },
  'webhook.disabled': {
    when: 'The server disabled a webhook: it answered 410, or failed for five days',
    example: {
      webhookId: '5b0e7a52-3c53-4b8a-9f0e-0c6d1a2b3c4d',
      reason: 'failing',
    },
  },
};
