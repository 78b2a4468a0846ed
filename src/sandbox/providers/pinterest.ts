import {
  idFor,
  ok,
  type ProviderWire,
  refused,
  unknownParameter,
  type WireAnswer,
  type WireRequest,
} from './provider-wire.js';

const BOARDS = Array.from({ length: 120 }, (_, n) => ({
  id: `9${String(n).padStart(17, '0')}`,
  name: `Board ${n + 1}`,
  privacy: 'PUBLIC',
}));

function problem(status: number, code: number, message: string): WireAnswer {
  return refused(status, { code, message });
}

/** https://developers.pinterest.com/docs/api/v5 */
export const pinterest: ProviderWire = {
  limits: [{ path: /./, requests: 1_000, seconds: 60 }],
  throttled: problem(429, 8, 'You have exceeded your rate limit. Try again later.'),
  keyOf: ({ authorization }) => /^Bearer (\S+)$/.exec(authorization ?? '')?.[1],
  refuse: () => problem(401, 2, 'Authentication failed.'),
  answer(request, token) {
    if (request.method !== 'GET') return undefined;
    if (request.path === '/boards') return boards(request);
    if (request.path !== '/user_account') return undefined;
    return ok({
      id: idFor(token),
      username: 'adas_prints',
      account_type: 'BUSINESS',
      business_name: 'Ada’s Prints',
      board_count: BOARDS.length,
      profile_image: 'https://i.pinimg.com/280x280_RS/ada.jpg',
    });
  },
};

function boards({ query }: WireRequest): WireAnswer {
  const size = Number(query.get('page_size') ?? 25);
  const isOdd = unknownParameter(query, ['page_size', 'bookmark', 'privacy']) !== undefined;
  if (isOdd || !(size >= 1 && size <= 250)) return problem(400, 1, 'Invalid request parameters.');
  const from = Number(query.get('bookmark') ?? 0);
  const bookmark = from + size < BOARDS.length ? String(from + size) : null;
  return ok({ items: BOARDS.slice(from, from + size), bookmark });
}
