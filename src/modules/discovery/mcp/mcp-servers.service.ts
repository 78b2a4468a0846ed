import { Inject, Injectable } from '@nestjs/common';
import {
  type CallToolRequest,
  type CallToolResult,
  createMcpHandler,
  ProtocolError,
  ProtocolErrorCode,
  Server,
} from '@modelcontextprotocol/server';
import { toWebRequest } from '@modelcontextprotocol/node';
import type { FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { Problem, problemDocument, unforeseen } from '../../../common/errors/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { refused } from './tool-result.js';
import type { ToolSet } from './tool-set.js';

const IDENTITY = { name: 'coinslot', title: 'Coinslot', version: '1' } as const;

/** Clients that name it are told prices in a result of a kind of its own (x402 transport for MCP). */
const PAYMENT_EXTENSION = 'org.x402/payment';

/** Speaks MCP over streamable HTTP, in its version of 2026 and in those before. */
@Injectable()
export class McpServers {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  /**
   * Answers one request. Nothing is kept between two: each is served by a server of its own, and streams of
   * changes, which would have to be kept, are refused.
   * @param leaves aborts when whoever asks has gone
   */
  async answer(request: FastifyRequest, tools: ToolSet, leaves: AbortSignal): Promise<Response> {
    const handler = createMcpHandler(() => this.serverOf(request, tools), {
      maxSubscriptions: 0,
      onerror: (error) => this.logger.debug({ err: error }, 'an MCP request was refused'),
    });
    const asked = await toWebRequest(request.raw, request.body ?? null, { signal: leaves });
    return handler.fetch(asked, { parsedBody: request.body });
  }

  private serverOf(request: FastifyRequest, tools: ToolSet): Server {
    const capabilities = { tools: {}, extensions: { [PAYMENT_EXTENSION]: {} } };
    const server = new Server(IDENTITY, { capabilities, instructions: tools.instructions });
    server.setRequestHandler('tools/list', async ({ params }) => {
      try {
        return await tools.list(params?.cursor);
      } catch (error) {
        throw this.protocolError(error);
      }
    });
    server.setRequestHandler('tools/call', async ({ params }) => {
      const result = await this.call(request, tools, params);
      const known = server.getClientCapabilities()?.extensions;
      return known !== undefined && PAYMENT_EXTENSION in known ? inExtension(result) : result;
    });
    return server;
  }

  /** A tool that fails says so in its result, where agents look. */
  private async call(
    request: FastifyRequest,
    tools: ToolSet,
    { name, arguments: args = {}, _meta: meta }: CallToolRequest['params'],
  ): Promise<CallToolResult> {
    try {
      const result = tools.call({ name, args, meta, request });
      if (result !== undefined) return await result;
    } catch (error) {
      return refused(problemDocument(this.problemOf(error), request.id));
    }
    const message = `There is no tool called ${name.slice(0, 100)}.`;
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, message);
  }

  private protocolError(error: unknown): ProtocolError {
    const problem = this.problemOf(error);
    const { InvalidParams, InternalError } = ProtocolErrorCode;
    const code = problem.type.status < 500 ? InvalidParams : InternalError;
    return new ProtocolError(code, problem.message, problemDocument(problem));
  }

  private problemOf(error: unknown): Problem {
    if (error instanceof Problem) return error;
    this.logger.error({ err: error }, 'a tool failed');
    return unforeseen(error);
  }
}

/** The same challenge for those who look for it there. */
function inExtension(result: CallToolResult): CallToolResult {
  const said = result.structuredContent;
  const isChallenge = result.isError === true && said !== undefined && 'accepts' in Object(said);
  if (!isChallenge) return result;
  const { _meta: meta } = result;
  return {
    resultType: 'payment_required',
    paymentRequired: said,
    ...(meta && { _meta: meta }),
  } as never;
}
