import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { notFound, Problem } from '../../../common/errors/index.js';
import { PathParam, text } from '../../../common/http/index.js';
import { RateLimited } from '../../../common/rate-limit/index.js';
import { Public } from '../../accounts/index.js';
import { Catalogue, PUBLIC_READS, readQuery } from '../../resources/index.js';
import { PAGE_HEADERS } from './frame.js';
import { PageFrame } from './page-frame.service.js';
import { readPageQuery } from './page-query.js';
import { creatorPage, type Shelf, shopPage } from './shop-page.js';

/** Written small, and found in capitals too. */
const tidy = (value: unknown) => String(value).toLowerCase();
const SELLER = text({ max: 20, pattern: /^[a-z0-9_]+$/, tidy });
const SHELF = 20;
/** Where programs that came to the page find what they read (RFC 8631). */
const FOR_PROGRAMS = '</openapi.json>; rel="service-desc", </docs>; rel="service-doc"';

/** Pages that show what is on sale. */
@ApiExcludeController()
@Public()
@RateLimited(PUBLIC_READS)
@Controller()
export class PagesController {
  constructor(
    private readonly catalogue: Catalogue,
    private readonly frame: PageFrame,
  ) {}

  @Get()
  async shop(
    @Query() query: Record<string, unknown>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { q: asked, category, cursor } = readPageQuery(query);
    const q = asked?.trim() ? asked : undefined;
    const [shelf, categories] = await Promise.all([
      this.find({ q, category, cursor }),
      this.catalogue.categories(),
    ]);
    reply.headers(PAGE_HEADERS).header('link', FOR_PROGRAMS);
    return this.frame.around(shopPage(shelf, { q, category }, categories));
  }

  @Get('@:username')
  async creator(
    @PathParam('username', SELLER, notFound, { example: 'ada' }) username: string,
    @Query() query: Record<string, unknown>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { cursor } = readPageQuery(query);
    const shelf = await this.find({ username, cursor });
    const [first] = shelf.rows;
    if (first === undefined) {
      throw new Problem(notFound, { detail: 'Nobody of this name sells anything here.' });
    }
    reply.headers(PAGE_HEADERS);
    return this.frame.around(creatorPage(shelf, username, first.displayName));
  }

  private find(question: {
    readonly q?: string | undefined;
    readonly category?: string | undefined;
    readonly username?: string;
    readonly cursor: string | undefined;
  }): Promise<Shelf> {
    return this.catalogue.search(...readQuery({ ...question, limit: SHELF }, []));
  }
}
