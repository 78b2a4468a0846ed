import { describe, expect, it } from '@jest/globals';
import type { FastifyRequest } from 'fastify';
import { problemDocument } from '../../../common/errors/index.js';
import { referral } from './referral.js';

/** Where a request goes on that came to the resource's own address. */
function locationOf(endpoint: string, url: string): string | undefined {
  const params = { username: 'ada', slug: 'sea' };
  const request = { url, params, headers: {} } as unknown as FastifyRequest;
  return referral(endpoint, request).details.headers?.['location'];
}

describe('where a buyer is sent', () => {
  it.each([
    ['https://a.example/x', '/@ada/sea', 'https://a.example/x'],
    ['https://a.example/x', '/@ada/sea?', 'https://a.example/x'],
    ['https://a.example/x', '/@ada/sea?a=1&a=%2B+?', 'https://a.example/x?a=1&a=%2B+?'],
    ['https://a.example/x?k=1', '/@ada/sea?k=2', 'https://a.example/x?k=1&k=2'],
    ['https://a.example', '/@ada/sea?a', 'https://a.example/?a'],
    ['https://a.example', "/@ada/sea?q=a%20b&c='|&d==", "https://a.example/?q=a%20b&c='|&d=="],
    ['https://a.example', '/@ada/sea?q=M%E9&r=M\xe9', 'https://a.example/?q=M%E9&r=M%E9'],
  ])('%s, asked as %s: %s', (endpoint, url, location) => {
    expect(locationOf(endpoint, url)).toBe(location);
  });

  it.each(['?q=\u00e9', '?q=\r\nset-cookie: a=b', '?@evil.example/', '?#evil', '?//evil.example'])(
    'is the endpoint, in a header that can be sent, whatever the query: %j',
    (query) => {
      const location = locationOf('https://a.example/x', `/@ada/sea${query}`) ?? '';
      expect(location).toMatch(/^[\x21-\x7e]+$/);
      expect(new URL(location)).toMatchObject({ host: 'a.example', pathname: '/x', hash: '' });
    },
  );

  it('is told in the body as well, and by /execute there only', () => {
    const execute = {
      url: '/api/v1/execute',
      params: {},
      headers: {},
    } as unknown as FastifyRequest;
    const problem = referral('https://a.example/x', execute);
    expect(problem.details.headers).toBeUndefined();
    expect(problemDocument(problem)).toMatchObject({
      status: 409,
      code: 'sold_elsewhere',
      payment: 'not_charged',
      url: 'https://a.example/x',
    });
  });
});
