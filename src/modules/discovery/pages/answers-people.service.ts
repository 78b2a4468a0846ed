import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { carriesPayment, isNavigation } from '../../../common/http/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import type { AskedPayment } from './asked-price.js';
import { PAGE_HEADERS, type PageContent } from './frame.js';
import { PageFrame } from './page-frame.service.js';
import { problemPage, type ToldProblem } from './refusal-page.js';
import { type Address, ResourcePages } from './resource-pages.service.js';

/** What an answer to a program says that is a page for people. */
interface Told extends ToldProblem {
  readonly paymentRequired?: { readonly accepts: readonly AskedPayment[] };
  /** Where it is sold, when that is not here. */
  readonly url?: string;
}

/** Addresses of programs alone: who opens one in a browser wants to see what programs see. */
const FOR_PROGRAMS = /^\/(?:api|health|docs|\.well-known)(?:[/?-]|$)/;

/**
 * Shows people as a page what programs are told as problem+json: the price of what is sold at a paid address,
 * and why an address leads nowhere. Status and headers stay, the challenge among them. What was answered is
 * sent as it was where no page can be made of it.
 */
@Injectable()
export class AnswersPeople implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost<FastifyAdapter>,
    private readonly pages: ResourcePages,
    private readonly frame: PageFrame,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    // Commands have the modules and no server.
    const adapter = this.host.httpAdapter as FastifyAdapter | null;
    adapter
      ?.getInstance()
      .addHook('onSend', (request, reply, payload) => this.answer(request, reply, payload));
  }

  private async answer(
    request: FastifyRequest,
    reply: FastifyReply,
    payload: unknown,
  ): Promise<unknown> {
    if (!isProblem(reply) || !isForPeople(request)) return payload;
    try {
      const told = JSON.parse(String(payload)) as Told;
      const page = await this.pageOf(told, request.params as Partial<Address>);
      reply.headers(PAGE_HEADERS).removeHeader('content-length');
      // For a person nothing went wrong: the page leads on.
      if (told.code === 'sold_elsewhere') reply.status(200).header('x-robots-tag', 'noindex');
      return this.frame.around(page);
    } catch (error) {
      this.logger.error({ err: error }, 'no page could be made for a person');
      return payload;
    }
  }

  private async pageOf(told: Told, { username, slug }: Partial<Address>): Promise<PageContent> {
    const { code, paymentRequired, url } = told;
    if (username === undefined || slug === undefined) return problemPage(told);
    const address = { username, slug };
    if (code === 'sold_elsewhere' && url !== undefined) {
      return this.pages.soldElsewhere(address, url);
    }
    if (paymentRequired === undefined) return problemPage(told);
    return this.pages.forSale(address, paymentRequired.accepts);
  }
}

function isProblem(reply: FastifyReply): boolean {
  return String(reply.getHeader('content-type')).startsWith('application/problem+json');
}

/** A program that pays is none, whatever it says it shows. */
function isForPeople({ url, headers }: FastifyRequest): boolean {
  return !FOR_PROGRAMS.test(url) && !carriesPayment(headers) && isNavigation(headers);
}
