import type { DeliveryError, DisabledReason } from './webhook.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** What follows each failed attempt but the last: eight attempts in 27 hours and 35 minutes. */
const PAUSES_MS = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  10 * HOUR,
] as const;
/** After so many attempts a delivery is a dead letter. */
export const MAX_ATTEMPTS = PAUSES_MS.length + 1;
/** Pauses are up to so much longer, so that what failed together does not come back together. */
const JITTER = 0.1;
/** The longest pause that a receiver can ask for with `Retry-After`. */
const MAX_ASKED_MS = 12 * HOUR;
/** A webhook that fails for so long, without a success in between, is disabled. */
const PATIENCE_MS = 5 * 24 * HOUR;

/** What came of one request to a webhook. */
export interface Answer {
  /** Null without an answer. */
  readonly statusCode: number | null;
  readonly durationMs: number;
  /** Null when the event was delivered. */
  readonly error: DeliveryError | null;
  /** How its body begins. */
  readonly excerpt: string;
  /** As the receiver wrote it. */
  readonly retryAfter: string | undefined;
}

/** What becomes of a delivery after an attempt. */
export type Verdict =
  | { readonly next: 'delivered' }
  | { readonly next: 'again'; readonly pauseMs: number }
  | { readonly next: 'dead' };

/**
 * @param attempt how many there have been
 * @param random from 0 up to 1
 */
export function verdictOf(answer: Answer, attempt: number, now: Date, random: number): Verdict {
  if (answer.error === null) return { next: 'delivered' };
  const pause = PAUSES_MS[attempt - 1];
  if (pause === undefined || answer.statusCode === 410) return { next: 'dead' };
  const own = pause * (1 + JITTER * random);
  return { next: 'again', pauseMs: Math.round(Math.max(own, askedPause(answer, now))) };
}

/** Why the webhook is disabled after this answer, if so. @param failingSince with this failure */
export function disablingReason(
  { error, statusCode }: Answer,
  failingSince: Date,
  now: Date,
): Exclude<DisabledReason, 'by_user'> | undefined {
  if (error === null) return undefined;
  if (statusCode === 410) return 'gone';
  return now.getTime() - failingSince.getTime() >= PATIENCE_MS ? 'failing' : undefined;
}

/** `Retry-After` of a 429 or 503, in seconds or as a date (RFC 9110 section 10.2.3). */
function askedPause({ statusCode, retryAfter = '' }: Answer, now: Date): number {
  if (statusCode !== 429 && statusCode !== 503) return 0;
  const asked = /^\d{1,9}$/.test(retryAfter)
    ? Number(retryAfter) * SECOND
    : Date.parse(retryAfter.slice(0, 40)) - now.getTime();
  return Number.isNaN(asked) ? 0 : Math.min(Math.max(asked, 0), MAX_ASKED_MS);
}
