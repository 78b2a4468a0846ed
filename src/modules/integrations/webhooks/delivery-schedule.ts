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
/** Answers that ask for a pause, with or without saying how long. */
const ASKING = new Set([429, 502, 503, 504]);
/** A webhook that fails for so long, without a success in between, is disabled. */
const PATIENCE_MS = 5 * 24 * HOUR;
/** Without any attempt for so long, longer than any pause, nobody knows that it failed all the time. */
const FORGIVEN_MS = 24 * HOUR;
/** A receiver that takes longer is slow, and shares places with those that fail. */
const SLOW_MS = 2 * SECOND;

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

/** How a webhook fared before this attempt. */
export interface Health {
  readonly failingSince: Date | null;
  readonly lastAttemptAt: Date | null;
}

/** Since when a webhook fails, this answer included; null when it does not. */
export function failingSince({ error }: Answer, before: Health, now: Date): Date | null {
  if (error === null) return null;
  // The server could not even sign: that says nothing of the receiver.
  if (error === 'secret') return before.failingSince;
  const { lastAttemptAt } = before;
  const isNew = lastAttemptAt === null || now.getTime() - lastAttemptAt.getTime() > FORGIVEN_MS;
  return isNew ? now : (before.failingSince ?? now);
}

/** Why the webhook is disabled after this answer, if so. @param since what {@link failingSince} says */
export function disablingReason(
  { error, statusCode }: Answer,
  since: Date | null,
  now: Date,
): Exclude<DisabledReason, 'by_user'> | undefined {
  if (error === null || error === 'secret' || since === null) return undefined;
  if (statusCode === 410) return 'gone';
  return now.getTime() - since.getTime() >= PATIENCE_MS ? 'failing' : undefined;
}

/** Whether the next attempt may take long too. */
export function isSlow({ error, durationMs }: Answer): boolean {
  return error !== null || durationMs > SLOW_MS;
}

/** `Retry-After` of an answer that asks for a pause, in seconds or as a date (RFC 9110 section 10.2.3). */
function askedPause({ statusCode, retryAfter = '' }: Answer, now: Date): number {
  if (statusCode === null || !ASKING.has(statusCode)) return 0;
  const text = retryAfter.slice(0, 40);
  // Date.parse takes numbers such as 1.5 for dates; a date has a month's name.
  const date = /[a-z]/i.test(text) ? Date.parse(text) - now.getTime() : Number.NaN;
  const asked = /^\d+$/.test(text) ? Number(text) * SECOND : date;
  return Number.isNaN(asked) ? 0 : Math.min(Math.max(asked, 0), MAX_ASKED_MS);
}
