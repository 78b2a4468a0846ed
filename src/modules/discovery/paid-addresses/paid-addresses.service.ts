import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from '../../../common/errors/index.js';
import { PAYMENT_HEADER, PAYMENT_HEADER_V1 } from '../../../common/http/index.js';
import { serverEnding } from '../../payments/index.js';
import type { AddressAnswer } from './address-answer.js';
import type { CallRequest } from './call-request.js';
import type { ResourceAddress } from './resource-address.js';

/** What goes along with a call: the payment, and how its buyer wants to be answered. */
export type CallHeaders = Readonly<Record<string, string>>;

const NO_HEADERS: CallHeaders = {};

/**
 * Calls resources by their own public address, inside the server and in the name of whoever asks: for other
 * protocols, whose calls so are paid, run once, limited, counted and answered by the one way there is.
 */
@Injectable()
export class PaidAddresses {
  constructor(private readonly host: HttpAdapterHost) {}

  /**
   * @param asker the request on whose behalf it is
   * @throws {Problem} server_ending
   */
  async call(
    asker: Pick<FastifyRequest, 'ip' | 'headers'>,
    { username, slug }: ResourceAddress,
    { method, query, body }: CallRequest,
    headers: CallHeaders = NO_HEADERS,
  ): Promise<AddressAnswer> {
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    const answer = await fastify
      .inject({
        method,
        url: `/@${username}/${slug}${query}`,
        remoteAddress: asker.ip,
        headers: {
          'user-agent': asker.headers['user-agent'],
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { payload: body }),
        payloadAsStream: true,
      })
      .catch((error: unknown) => {
        throw isClosing(error) ? ending(headers) : error;
      });
    return {
      status: answer.statusCode,
      headers: joined(answer.headers),
      body: answer.stream(),
      close: () => void answer.raw.res.destroy(),
    };
  }
}

function joined(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

/** Fastify lets nothing in any more, not even from inside. */
function isClosing(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && error.code === 'FST_ERR_REOPENED_CLOSE_SERVER'
  );
}

/** What became of a payment before is not looked at. */
function ending(headers: CallHeaders): Problem {
  const isPaid = PAYMENT_HEADER in headers || PAYMENT_HEADER_V1 in headers;
  return new Problem(serverEnding, { payment: isPaid ? 'unknown' : 'not_charged' });
}
