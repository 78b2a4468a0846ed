import { ok, type ProviderWire, refused, type WireAnswer } from './provider-wire.js';

function problem(code: number, message: string): WireAnswer {
  return refused(code, { error: { code, message } });
}

/** https://openrouter.ai/docs/api-reference; keys with `management` run no models. */
export const openrouter: ProviderWire = {
  limits: [],
  throttled: problem(429, 'Rate limit exceeded'),
  keyOf: ({ authorization }) => /^Bearer (\S+)$/.exec(authorization ?? '')?.[1],
  refuse: (key) =>
    problem(401, key === undefined ? 'No auth credentials found' : 'User not found.'),
  answer({ method, path }, key) {
    if (method !== 'GET' || path !== '/key') return undefined;
    return ok({ data: aboutKey(key) });
  },
};

function aboutKey(key: string) {
  return {
    label: `${key.slice(0, 8)}...${key.slice(-3)}`,
    limit: null,
    limit_remaining: null,
    limit_reset: null,
    usage: 1.25,
    usage_daily: 0.25,
    usage_weekly: 1,
    usage_monthly: 1.25,
    is_free_tier: false,
    is_management_key: key.includes('management'),
    expires_at: null,
  };
}
