import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';

/**
 * Answers a request whose head has come and whose body nobody has read; false leaves it to Fastify, with
 * nothing sent. It must not throw.
 */
export type EarlyAnswer = (request: IncomingMessage, response: ServerResponse) => boolean;

/** Lets `answer` look at each request before Fastify makes anything of it. */
export function answerEarly({ server }: FastifyInstance, answer: EarlyAnswer): void {
  const later = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    if (answer(request, response)) return;
    for (const listener of later) listener.call(server, request, response);
  });
}
