import { ok, type ProviderWire, refused } from './provider-wire.js';

const MOCKUPS = ['Mug', 'Poster', 'T-shirt'].map((name, n) => ({
  uuid: `00000000-0000-4000-8000-00000000000${n}`,
  name,
  thumbnail: 'https://app-dynamicmockups-production.s3.eu-central-1.amazonaws.com/thumbnail.webp',
  smart_objects: [],
  collections: [],
}));

function failed(message: string) {
  return { data: [], success: false, message };
}

/** https://docs.dynamicmockups.com/api-reference */
export const dynamicMockups: ProviderWire = {
  limits: [{ path: /./, requests: 300, seconds: 60 }],
  throttled: refused(429, failed('Too Many Attempts.')),
  keyOf: ({ 'x-api-key': key }) => (typeof key === 'string' ? key : undefined),
  refuse: () => refused(401, failed('Invalid API key')),
  answer({ method, path, headers }) {
    if (!headers.accept?.includes('application/json')) {
      return refused(406, failed('Accept must be application/json'));
    }
    const isList = method === 'GET' && path === '/mockups';
    return isList ? ok({ data: MOCKUPS, success: true, message: '' }) : undefined;
  },
};
