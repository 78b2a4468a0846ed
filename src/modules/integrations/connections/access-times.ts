import type { TokenRefresh } from '../providers/provider-auth.js';
import type { TokenSet } from '../providers/issued-tokens.js';
import type { AccessTimes } from './connections.repository.js';

/** Renewed this part of its life before the end, where the provider's margin is longer. */
const LEAD_SHARE = 0.2;
/** By this part of the lead, renewals are spread. */
const SPREAD = 0.25;
/** Whatever a provider says of the lives of its tokens: they are renewed no more often than that. */
const MIN_PAUSE = 60;
const MAX_LIFE = 10 * 366 * 86_400;

const FIRST_WAIT = 60;
const MAX_WAIT = 3_600;
/** Who says more is asked again anyway. */
const MAX_TOLD_WAIT = 86_400;

/**
 * When tokens that have just been issued end, and when they are to be renewed: `min(margin, 20 % of their
 * life)` before the end and up to a quarter of that earlier, but not within a minute.
 * @param refresh undefined where it cannot be renewed: then the end itself is what is due
 * @param random from 0 up to 1
 */
export function accessTimes(
  { expiresInSeconds, refreshExpiresInSeconds }: Omit<TokenSet, 'accessToken'>,
  refresh: TokenRefresh | undefined,
  random: number,
): AccessTimes {
  const accessEnds = lifeOf(expiresInSeconds);
  const refreshEnds = lifeOf(refreshExpiresInSeconds);
  if (accessEnds === null) return { accessEnds, refreshEnds, due: null };
  const lead = refresh === undefined ? 0 : Math.min(refresh.margin, LEAD_SHARE * accessEnds);
  const due = Math.max(MIN_PAUSE, accessEnds - lead * (1 + SPREAD * random));
  return { accessEnds, refreshEnds, due };
}

/** What is known when a renewal has failed once more; all in seconds, and null where there is no end. */
export interface Failure {
  /** In a row, this one included. */
  readonly attempts: number;
  /** Since the first of them. */
  readonly failingFor: number;
  readonly accessEnds: number | null;
  readonly refreshEnds: number | null;
  /** What the provider asked for. */
  readonly retryAfter: number | undefined;
}

/**
 * In how many seconds to try again: a minute, doubled with each failure up to an hour, half of it by
 * chance, and not before the provider said. Undefined when it is over: the access has ended, and so has
 * the patience or what it could be renewed with.
 * @param random from 0 up to 1
 */
export function waitAfter(
  { attempts, failingFor, accessEnds, refreshEnds, retryAfter = 0 }: Failure,
  giveUpAfter: number,
  random: number,
): number | undefined {
  const hasEnded = accessEnds === null || accessEnds <= 0;
  const isOver = failingFor >= giveUpAfter || (refreshEnds !== null && refreshEnds <= 0);
  if (hasEnded && isOver) return undefined;
  const wait = Math.min(MAX_WAIT, FIRST_WAIT * 2 ** (attempts - 1)) * (0.5 + 0.5 * random);
  const told = Number.isFinite(retryAfter) ? Math.min(MAX_TOLD_WAIT, Math.max(0, retryAfter)) : 0;
  return Math.max(wait, told);
}

/** A life that somebody else told, within bounds; null when there is none. */
function lifeOf(seconds: number | undefined): number | null {
  if (seconds === undefined || !Number.isFinite(seconds)) return null;
  return Math.min(MAX_LIFE, Math.max(0, seconds));
}
