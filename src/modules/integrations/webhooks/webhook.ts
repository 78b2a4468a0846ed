/** So many a user may have. Each gets one request at a time, so this bounds what a user has under way. */
export const MAX_WEBHOOKS = 10;
/** So many deliveries wait for one webhook; what comes beyond is a dead letter at once. */
export const MAX_OPEN = 10_000;

export const WEBHOOK_STATUSES = ['enabled', 'disabled'] as const;
export const DISABLED_REASONS = ['by_user', 'gone', 'failing'] as const;
export const DELIVERY_STATUSES = ['open', 'delivered', 'dead'] as const;

/** Why an attempt failed, or a delivery was given up; docs/glossary.md explains each. */
export const DELIVERY_ERRORS = [
  'status',
  'redirect',
  'refused',
  'unreachable',
  'timeout',
  'too_large',
  'broken',
  'secret',
  'disabled',
  'queue_full',
  'process_ended',
] as const;

export type DisabledReason = (typeof DISABLED_REASONS)[number];
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];
export type DeliveryError = (typeof DELIVERY_ERRORS)[number];

/** Where a user wants to be told of events. */
export interface Webhook {
  readonly id: string;
  readonly url: string;
  readonly description: string;
  /** Null when it gets all. */
  readonly events: readonly string[] | null;
  readonly status: (typeof WEBHOOK_STATUSES)[number];
  readonly disabledReason: DisabledReason | null;
  readonly disabledAt: Date | null;
  /** Until when the secret before the last rotation signs too. */
  readonly previousSecretUntil: Date | null;
  /** Of the first failure after the last success. */
  readonly failingSince: Date | null;
  readonly lastSuccessAt: Date | null;
  readonly createdAt: Date;
}

/** What a user decides about a webhook. */
export interface WebhookRequest {
  readonly url: string;
  readonly description: string;
  readonly events: readonly string[] | null;
}

/** One event on its way to one webhook. */
export interface WebhookDelivery {
  readonly id: string;
  readonly type: string;
  readonly data: object;
  readonly happenedAt: Date;
  readonly status: DeliveryStatus;
  readonly attempts: number;
  readonly error: DeliveryError | null;
  readonly endedAt: Date | null;
  readonly createdAt: Date;
}

/** One request to a webhook, and what came back. */
export interface WebhookAttempt {
  readonly id: string;
  readonly deliveryId: string;
  readonly attempt: number;
  readonly statusCode: number | null;
  readonly durationMs: number;
  readonly error: DeliveryError | null;
  readonly excerpt: string;
  readonly createdAt: Date;
}

/** The value of the header `webhook-id`: the same at each attempt. */
export function messageId(deliveryId: string): string {
  return `msg_${deliveryId}`;
}
