import type { FastifyRequest } from 'fastify';
import { Problem } from '../../../common/errors/index.js';
import { carriesPayment, isNavigation } from '../../../common/http/index.js';
import { continuesElsewhere, soldElsewhere } from '../execution-problems.js';
import { isAddressed, queryOf } from './call-input.js';

/**
 * Sends a buyer to the endpoint that sells: with the request as it is, where it came to the
 * resource's own address. A body of `/execute` is none for the endpoint. People are never sent on
 * unasked: a link to this server would lead them to wherever a seller likes.
 */
export function referral(soldAt: string, request: FastifyRequest): Problem {
  if (!isAddressed(request)) return notRunHere(soldAt);
  if (isNavigation(request.headers) && !carriesPayment(request.headers)) return askPerson(soldAt);
  const location = targetOf(soldAt, queryOf(request));
  return new Problem(continuesElsewhere, {
    payment: 'not_charged',
    extensions: { url: location },
    headers: { location },
  });
}

/** For requests that cannot go on as they are. */
export function notRunHere(soldAt: string): Problem {
  const detail = `Send the request to ${soldAt}, which asks for its payment itself.`;
  return new Problem(soldElsewhere, {
    payment: 'not_charged',
    detail,
    extensions: { url: soldAt },
  });
}

/** A person sees a page that asks whether to go on: `endpoint` is what its seller listed, and nothing is added. */
function askPerson(endpoint: string): Problem {
  return new Problem(soldElsewhere, { payment: 'not_charged', extensions: { url: endpoint } });
}

/**
 * The endpoint with the query of the buyer's request, as they wrote it. A byte that cannot stand in a
 * header, and the `#` that would end the query, are percent-encoded.
 */
function targetOf(endpoint: string, query: string | null): string {
  const target = new URL(endpoint);
  const written = (query ?? '').replaceAll(/[^!$-;=?-~]/g, percentEncoded);
  const whole = [target.search.slice(1), written].filter((part) => part !== '').join('&');
  target.search = '';
  return whole === '' ? target.href : `${target.href}?${whole}`;
}

function percentEncoded(byte: string): string {
  return `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
