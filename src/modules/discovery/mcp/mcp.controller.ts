import { applyDecorators, Controller, Delete, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBody,
  ApiExcludeEndpoint,
  ApiOkResponse,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  invalidRequest,
  methodNotAllowed,
  notFound,
  Problem,
  type ProblemType,
} from '../../../common/errors/index.js';
import { Operation, PathParam, text } from '../../../common/http/index.js';
import { RateLimited } from '../../../common/rate-limit/index.js';
import { Public } from '../../accounts/index.js';
import { PUBLIC_READS } from '../../resources/index.js';
import { CreatorTools } from './creator-tools.service.js';
import { McpServers } from './mcp-servers.service.js';
import { ShopToolSet } from './shop-tool-set.service.js';
import type { ToolSet } from './tool-set.js';

const SELLER = text({ max: 20, pattern: /^[a-z0-9_]+$/ });

const MESSAGE = { type: 'object', additionalProperties: true } as const;
const INITIAL = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'an agent', version: '1' },
  },
};
const ANSWER = {
  description: 'The answer to the message, as JSON or as an event',
  content: {
    'application/json': { schema: MESSAGE },
    'text/event-stream': { schema: { type: 'string' } },
  },
} as const;
const REFUSAL = {
  description: 'Not a message of MCP as this address reads them, with an error of JSON-RPC',
  content: { 'application/json': { schema: MESSAGE } },
} as const;

/** What both addresses tell of themselves. */
function SpeaksMcp(summary: string, description: string, ...problems: ProblemType[]) {
  return applyDecorators(
    HttpCode(200),
    Operation({
      summary,
      description: `${description} \`Accept\` names both forms that answers come in: \`application/json, text/event-stream\`.`,
      problems,
    }),
    ApiBody({
      description: 'One message of JSON-RPC, as MCP defines them',
      schema: MESSAGE,
      examples: { initialize: { value: INITIAL } },
    }),
    ApiOkResponse(ANSWER),
    ApiAcceptedResponse({ description: 'The message was one that nobody answers' }),
    ...[400, 406, 415].map((status) => ApiResponse({ status, ...REFUSAL })),
  );
}

/** MCP, by which agents find resources and buy calls of them as tools. */
@ApiTags('Agents')
@Public()
@RateLimited(PUBLIC_READS)
@Controller()
export class McpController {
  constructor(
    private readonly servers: McpServers,
    private readonly shop: ShopToolSet,
    private readonly creators: CreatorTools,
  ) {}

  @Post('mcp')
  @SpeaksMcp(
    'Find and call everything that is on sale by MCP',
    'Tools: search_resources, describe_resource and call_resource. The payment of a call stands in its `_meta`.',
  )
  ofAll(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.answer(request, reply, this.shop);
  }

  @Post('@:username/mcp')
  @SpeaksMcp(
    'Call what one creator sells by MCP',
    'Each resource is a tool by the last part of its address. The payment of a call stands in its `_meta`.',
    notFound,
  )
  ofOne(
    @PathParam('username', SELLER, notFound, { description: 'Who sells it', example: 'ada' })
    username: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.answer(request, reply, this.creators.of(username));
  }

  /** There is no session to listen to. */
  @Get(['mcp', '@:username/mcp'])
  @ApiExcludeEndpoint()
  listen(): never {
    return this.refuse();
  }

  /** There is none to end. */
  @Delete(['mcp', '@:username/mcp'])
  @ApiExcludeEndpoint()
  end(): never {
    return this.refuse();
  }

  private refuse(): never {
    throw new Problem(methodNotAllowed, { headers: { allow: 'POST' } });
  }

  private async answer(
    request: FastifyRequest,
    reply: FastifyReply,
    tools: ToolSet,
  ): Promise<void> {
    if (Array.isArray(request.body)) {
      throw new Problem(invalidRequest, { detail: 'One message of MCP at a time: no batches.' });
    }
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    await reply.send(await this.servers.answer(request, tools, gone.signal));
  }
}
