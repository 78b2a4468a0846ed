import type { IncomingHttpHeaders } from 'node:http';

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
    stream: /^[^,]*\btext\/event-stream\b/i.test(withoutWildcards(accept)),
    respondAsync,
    waitMs: seconds === undefined ? (respondAsync ? 0 : undefined) : seconds * 1000,
  };
}

/** The first type named counts; wildcards are no wish. */
function withoutWildcards(accept: string): string {
  return accept.replaceAll(/\*\/\*[^,]*,?/g, '').trim();
}
