import type { IncomingHttpHeaders } from 'node:http';
import { acceptedRanges } from '../../../common/http/index.js';

/** How a buyer wants to be answered. */
export interface AnswerPreferences {
  /** Server-sent events as the result comes into being. */
  readonly stream: boolean;
  /** An answer at once, with the result to be fetched later (RFC 7240 section 4.1). */
  readonly respondAsync: boolean;
  /** How long the buyer waits before that (RFC 7240 section 4.3). */
  readonly waitMs: number | undefined;
}

/** Longer than any call takes, and short enough for timers. */
const MAX_WAIT_SECONDS = 3_600;

/** Reads `Accept` and `Prefer`; what is malformed counts as not sent. */
export function readPreferences({ accept = '', prefer }: IncomingHttpHeaders): AnswerPreferences {
  const preferences = new Map(
    [prefer ?? '']
      .flat()
      .join(',')
      .split(/[,;]/)
      .map((item) => item.trim().toLowerCase().split('=', 2))
      .map(([name = '', value = '']) => [name.trim(), value.trim().replaceAll('"', '')] as const),
  );
  const wait = preferences.get('wait') ?? '';
  const seconds = /^\d{1,9}$/.test(wait) ? Math.min(Number(wait), MAX_WAIT_SECONDS) : undefined;
  const respondAsync = preferences.has('respond-async');
  return {
    stream: wantsEvents(accept),
    respondAsync,
    waitMs: seconds === undefined ? (respondAsync ? 0 : undefined) : seconds * 1000,
  };
}

/**
 * Whether events are what the buyer wants most (RFC 9110 section 12.5.1): of types wanted alike, the
 * first one named. Wildcards are no wish, but one that is wanted more than events means JSON.
 */
function wantsEvents(accept: string): boolean {
  const ranges = acceptedRanges(accept);
  const at = ranges.findIndex(({ name }) => name === 'text/event-stream');
  const events = ranges[at];
  if (events === undefined || events.weight === 0) return false;
  return ranges.every(({ name, weight }, index) => {
    const isEarlier = index < at && name !== '*/*' && weight === events.weight;
    return weight <= events.weight && !isEarlier;
  });
}
