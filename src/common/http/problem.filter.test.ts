import { describe, expect, it } from '@jest/globals';
import type { ArgumentsHost } from '@nestjs/common';
import { pino } from 'pino';
import { notFound, Problem, tooManyRequests } from '../errors/index.js';
import { ProblemFilter } from './problem.filter.js';
import { PRICED } from './unread-payment.js';

/** What a request is answered that fails with `thrown`. */
function answerTo(thrown: unknown, headers: object, config: object = PRICED): unknown {
  let sent: unknown;
  const reply = {
    raw: { destroyed: false },
    status: () => reply,
    header: () => reply,
    headers: () => reply,
    type: () => reply,
    send: (body: unknown) => void (sent = body),
  };
  const request = { id: '1', url: '/square', headers, is404: false, routeOptions: { config } };
  const http = { getRequest: () => request, getResponse: () => reply };
  const host = { switchToHttp: () => http } as unknown as ArgumentsHost;
  const filter = new ProblemFilter(pino({ enabled: false }));
  filter.catch(thrown, host);
  return sent;
}

const PAID = { 'payment-signature': 'e30=' };

describe('a failure on a priced route that says nothing of the money', () => {
  it.each([
    ['a limit', new Problem(tooManyRequests)],
    ['anything', new Error('planted')],
    ['an error that looks like one of a server', Object.assign(new Error(), { statusCode: 404 })],
  ])('leaves it unknown to who sent a payment: %s', (_, error) => {
    expect(answerTo(error, PAID)).toMatchObject({ payment: 'unknown' });
    expect(answerTo(error, { 'x-payment': 'e30=' })).toMatchObject({ payment: 'unknown' });
    expect(answerTo(error, {})).toMatchObject({ payment: 'not_charged' });
  });

  it('is told as it is by who knows', () => {
    const known = new Problem(notFound, { payment: 'charged' });
    expect(answerTo(known, PAID)).toMatchObject({ payment: 'charged' });
  });

  it('is no matter of routes without a price', () => {
    expect(answerTo(new Problem(notFound), PAID, {})).not.toHaveProperty('payment');
  });
});
