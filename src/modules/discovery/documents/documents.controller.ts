import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { notFound, Problem } from '../../../common/errors/index.js';
import { OpenToEveryOrigin, Operation, PathParam, text } from '../../../common/http/index.js';
import { RateLimited } from '../../../common/rate-limit/index.js';
import { Public } from '../../accounts/index.js';
import { PUBLIC_READS } from '../../resources/index.js';
import { ApiDocument } from './api-document.service.js';
import { BuyersDocuments } from './buyers-documents.service.js';

const SELLER = text({ max: 20, pattern: /^[a-z0-9_]+$/ });
const JSON_TYPE = 'application/json; charset=utf-8';
/** Offers are good for longer than that after a price has changed. */
const FOR_A_MINUTE = 'public, max-age=60';
const DOCUMENT = {
  description: 'An OpenAPI 3.1 document',
  content: { 'application/json': { schema: { type: 'object', additionalProperties: true } } },
};

@ApiTags('Documents')
@Public()
@RateLimited(PUBLIC_READS)
@Controller()
export class DocumentsController {
  constructor(
    private readonly api: ApiDocument,
    private readonly buyers: BuyersDocuments,
  ) {}

  @Get('openapi.json')
  @Header('content-type', JSON_TYPE)
  @Header('cache-control', FOR_A_MINUTE)
  @Operation({
    summary: 'Describe what is on sale',
    description:
      'An OpenAPI document with one operation for each of the newest and the most called resources, 40 at the most.',
  })
  @ApiOkResponse(DOCUMENT)
  ofAll(): Promise<string> {
    return this.buyers.ofAll();
  }

  @Get('@:username/openapi.json')
  @Header('content-type', JSON_TYPE)
  @Header('cache-control', FOR_A_MINUTE)
  @Operation({
    summary: 'Describe what one creator sells',
    description: 'The same for the resources of one creator.',
    problems: [notFound],
  })
  @ApiOkResponse(DOCUMENT)
  async of(
    @PathParam('username', SELLER, notFound, { description: 'Who sells it', example: 'ada' })
    username: string,
  ): Promise<string> {
    const document = await this.buyers.of(username);
    if (document === undefined) throw new Problem(notFound);
    return document;
  }

  @Get('api/v1/openapi.json')
  @OpenToEveryOrigin()
  @Header('content-type', JSON_TYPE)
  @Header('cache-control', FOR_A_MINUTE)
  @Operation({
    summary: 'Describe this API',
    description: 'The OpenAPI document that you are reading.',
  })
  @ApiOkResponse(DOCUMENT)
  ofApi(): string {
    return this.api.text;
  }
}
