import { Controller, Get, HttpCode, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Operation } from '../../../common/http/index.js';
import { RateLimited } from '../../../common/rate-limit/index.js';
import { Public } from '../../accounts/index.js';
import { PUBLIC_READS } from '../../resources/index.js';
import {
  ChatBody,
  ChatFailures,
  COMPLETION,
  MODEL,
  MODELS,
} from './chat-documentation.decorator.js';
import { ChatCompletions } from './chat-completions.service.js';
import { ChatProblemFilter } from './chat-problem.filter.js';
import { modelView } from './model-view.js';
import { type ModelScope, SoldModels } from './sold-models.service.js';

/** Where OpenAI's clients find models: those of everybody, of one creator, or one resource alone. */
const BASES = ['v1', '@:username/v1', '@:username/:slug/v1'];

/** Sells what models answer through OpenAI's API (chat completions): its clients are buyers as they are. */
@ApiTags('Agents')
@Public()
@RateLimited(PUBLIC_READS)
@UseFilters(ChatProblemFilter)
@Controller(BASES)
export class OpenAiController {
  constructor(
    private readonly models: SoldModels,
    private readonly chats: ChatCompletions,
  ) {}

  @Get('models')
  @Operation({
    summary: 'List the models on sale, as OpenAI’s API does',
    description:
      'Resources that a model answers: the newest and the most called, at most a hundred.',
  })
  @ApiOkResponse(MODELS)
  @ChatFailures(404, 429, 500, 503)
  async list(@Param() scope: ModelScope): Promise<object> {
    return { object: 'list', data: (await this.models.list(scope)).map(modelView) };
  }

  /** Clients escape the slash of a name, or do not. */
  @Get(['models/:name', 'models/:owner/:name'])
  @Operation({
    summary: 'Show a model, as OpenAI’s API does',
    description: 'A resource by the name that it has as a model, such as ada/haiku.',
  })
  @ApiOkResponse(MODEL)
  @ChatFailures(404, 429, 500, 503)
  async show(
    @Param() { owner, name, ...scope }: ModelScope & { owner?: string; name: string },
  ): Promise<object> {
    const whole = owner === undefined ? name : `${owner}/${name}`;
    return modelView(await this.models.find(scope, whole));
  }

  @Post('chat/completions')
  @HttpCode(200)
  @Operation({
    summary: 'Call a resource as OpenAI’s API calls a model, and pay for it',
    description:
      'One message of the user is answered, whole or as a stream. What the resource does not sell, such as a system prompt, is refused by its name before any payment.',
  })
  @ChatBody()
  @ApiOkResponse(COMPLETION)
  @ChatFailures()
  complete(
    @Param() scope: ModelScope,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    return this.chats.complete(scope, request, reply);
  }
}
