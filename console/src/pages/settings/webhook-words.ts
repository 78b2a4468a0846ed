import type { Schema } from '../../api/index.ts';
import type { Tone } from '../../design/index.ts';

/** A webhook, without its secret. */
export type Webhook = Schema<'WebhookDto'>;
/** What is, was, or could not be delivered. */
export type Delivery = Schema<'WebhookDeliveryDto'>;

/** The types of events that a webhook can be limited to. */
export const EVENT_TYPES = [
  'payment.settled',
  'payment.reversed',
  'refund.requested',
  'refund.owed',
  'refund.paid',
  'refund.void',
  'execution.failed',
  'connection.connected',
  'connection.disconnected',
  'connection.error',
  'connection.expired',
  'resource.unpublished',
  'spending_limit.reached',
  'budget.reached',
  'webhook.disabled',
] as const;

/** What went wrong with an attempt. */
export const ERRORS: Readonly<Record<NonNullable<Delivery['error']>, string>> = {
  status: 'the answer was not 2xx',
  redirect: 'it redirects elsewhere',
  refused: 'the address is not permitted',
  unreachable: 'nobody answers there',
  timeout: 'no answer in time',
  too_large: 'the event is too large',
  broken: 'the answer broke off',
  secret: 'the secret cannot be read',
  disabled: 'the webhook was disabled',
  queue_full: 'too many events were waiting',
  process_ended: 'the server ended meanwhile',
};

/** What a status of a delivery is called, and how it looks. */
export const DELIVERIES: Readonly<Record<Delivery['status'], readonly [string, Tone]>> = {
  open: ['Waiting', 'accent'],
  delivered: ['Delivered', 'good'],
  dead: ['Given up', 'bad'],
};

/** Why a webhook gets nothing. */
export const DISABLED: Readonly<Record<NonNullable<Webhook['disabledReason']>, string>> = {
  by_user: 'You disabled it.',
  gone: 'It answered 410 (gone), so the server disabled it.',
  failing: 'It failed for five days, so the server disabled it.',
};
