import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Operation } from '../../../common/http/index.js';
import { invalidInput, notFound, Problem } from '../../../common/errors/index.js';
import { RateLimited } from '../../../common/rate-limit/index.js';
import { Public } from '../../accounts/index.js';
import { PUBLIC_READS } from '../../resources/index.js';
import { FAVICON } from './favicon.js';
import { Indexes } from './indexes.service.js';
import { ManifestQuery } from './manifest-query.dto.js';
import { robots } from './sitemap.js';

const JSON_TYPE = 'application/json; charset=utf-8';
const FOR_A_MINUTE = 'public, max-age=60';
const FOR_AN_HOUR = 'public, max-age=3600';
const OBJECT = {
  content: { 'application/json': { schema: { type: 'object', additionalProperties: true } } },
};

function textOf(type: string) {
  return { content: { [type]: { schema: { type: 'string' } } } };
}

/** What indexes, crawlers and agents look for at any origin. */
@ApiTags('Indexes')
@Public()
@RateLimited(PUBLIC_READS)
@Controller()
export class IndexesController {
  constructor(private readonly indexes: Indexes) {}

  @Get('.well-known/x402.json')
  @Header('content-type', JSON_TYPE)
  @Header('cache-control', FOR_A_MINUTE)
  @Operation({
    summary: 'List what is on sale, as x402 indexes do',
    description:
      'Newest first, 50 on a page: each with what its challenge asks, its input and its output. `next` is the address of the next page.',
    problems: [invalidInput],
  })
  @ApiOkResponse({ description: 'One page of the list', ...OBJECT })
  manifest(@Query() { cursor }: ManifestQuery): Promise<string> {
    return this.indexes.manifest(cursor);
  }

  @Get('.well-known/x402')
  @Header('content-type', JSON_TYPE)
  @Header('cache-control', FOR_A_MINUTE)
  @Operation({
    summary: 'List addresses on sale, for older indexes',
    description: 'Only where the operator wants it (`WELL_KNOWN_X402`).',
    problems: [notFound],
  })
  @ApiOkResponse({ description: 'At most 40 addresses', ...OBJECT })
  async olderList(): Promise<string> {
    if (!this.indexes.hasOlderList) throw new Problem(notFound);
    return this.indexes.olderList();
  }

  @Get('llms.txt')
  @Header('content-type', 'text/markdown; charset=utf-8')
  @Header('cache-control', FOR_A_MINUTE)
  @Operation({
    summary: 'Tell agents what this server sells and how to buy it',
    description: 'Markdown, with at most 40 resources: the newest and the most called.',
  })
  @ApiOkResponse({ description: 'Markdown', ...textOf('text/markdown') })
  llmsText(): Promise<string> {
    return this.indexes.llmsText();
  }

  @Get('robots.txt')
  @Header('content-type', 'text/plain; charset=utf-8')
  @Header('cache-control', FOR_AN_HOUR)
  @Operation({
    summary: 'Tell crawlers what they may read',
    description: 'Everything but the API (RFC 9309).',
  })
  @ApiOkResponse({ description: 'Rules', ...textOf('text/plain') })
  robots(): string {
    return robots(this.indexes.publicUrl);
  }

  @Get('sitemap.xml')
  @Header('content-type', 'application/xml; charset=utf-8')
  @Header('cache-control', FOR_AN_HOUR)
  @Operation({
    summary: 'List the pages of this server for crawlers',
    description: 'The newest 10,000 resources, and their creators.',
  })
  @ApiOkResponse({ description: 'A sitemap', ...textOf('application/xml') })
  sitemap(): Promise<string> {
    return this.indexes.sitemap();
  }

  @Get('favicon.svg')
  @Header('content-type', 'image/svg+xml')
  @Header('cache-control', FOR_AN_HOUR)
  @Operation({
    summary: 'Show the icon of this server',
    description: 'For browsers and indexes.',
  })
  @ApiOkResponse({ description: 'An icon', ...textOf('image/svg+xml') })
  favicon(): string {
    return FAVICON;
  }
}
