import { Body, Controller, Get, HttpCode, Patch, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiExcludeEndpoint, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { encodeCursor } from '../../../common/database/index.js';
import { invalidInput, notFound } from '../../../common/errors/index.js';
import { Operation, PathParam, readNumberedCursor, text } from '../../../common/http/index.js';
import { AdminOnly } from '../../accounts/index.js';
import { Curation } from './curation.service.js';
import {
  CuratedModelDto,
  CurationEntryDto,
  CurationHistoryQuery,
  CurationPageDto,
  CurationRequest,
  SyncOutcomeDto,
  SyncRequest,
} from './model-admin.dto.js';
import { MAX_MODEL_ID, MODEL_ID } from './model.js';
import { ModelSync } from './model-sync.service.js';
import { listingImplausible, listingUnavailable } from './model-problems.js';

const MODEL_NAME = text({ max: MAX_MODEL_ID, pattern: MODEL_ID });
const ModelParam = (name: 'id' | '*') =>
  PathParam(name, MODEL_NAME, notFound, {
    description: 'Id of the model at OpenRouter',
    example: 'anthropic/claude-sonnet-5.5',
  });

@ApiTags('Administration')
@AdminOnly()
@Controller('admin/models')
export class ModelAdminController {
  constructor(
    private readonly modelSync: ModelSync,
    private readonly curation: Curation,
  ) {}

  @Post('sync')
  @HttpCode(200)
  @Operation({
    summary: 'Bring the models to what OpenRouter lists now',
    description:
      'The server does this by itself every night. You can repeat it at will, also while another sync runs.',
    problems: [listingUnavailable, listingImplausible, invalidInput],
  })
  @ApiBody({ type: SyncRequest, required: false })
  @ApiOkResponse({ type: SyncOutcomeDto })
  async sync(@Body() body?: SyncRequest): Promise<SyncOutcomeDto> {
    return new SyncOutcomeDto(await this.modelSync.run(body?.acceptLoss));
  }

  @Get('curation')
  @Operation({
    summary: 'List when the operator recommended which models, newest first',
    description: 'Each decision with its reason and its request.',
    problems: [invalidInput],
  })
  @ApiOkResponse({ type: CurationPageDto })
  async history(@Query() query: CurationHistoryQuery): Promise<CurationPageDto> {
    const { limit, cursor, modelId } = query;
    const before = readNumberedCursor(cursor);
    const found = await this.curation.history({ modelId, before, limit: limit + 1 });
    const items = found.slice(0, limit).map((entry) => new CurationEntryDto(entry));
    const last = found.length > limit ? items.at(-1) : undefined;
    return { items, nextCursor: last === undefined ? null : encodeCursor(last) };
  }

  @Patch(':id')
  @Operation({
    summary: 'Recommend a model, or no longer',
    description: 'The slash of the id may be written as it is or as `%2F`.',
    problems: [invalidInput],
  })
  @ApiOkResponse({ type: CuratedModelDto })
  async decide(
    @ModelParam('id') id: string,
    @Body() { isCurated, reason }: CurationRequest,
    @Req() { id: requestId }: FastifyRequest,
  ): Promise<CuratedModelDto> {
    const decision = { isCurated, reason: reason ?? null, requestId };
    return new CuratedModelDto(await this.curation.decide(id, decision));
  }

  /** The same for an id whose slash stands in the path as it is. */
  @Patch('*')
  @ApiExcludeEndpoint()
  decideUnescaped(
    @ModelParam('*') id: string,
    @Body() body: CurationRequest,
    @Req() request: FastifyRequest,
  ): Promise<CuratedModelDto> {
    return this.decide(id, body, request);
  }
}
