import { Controller, Get, Headers, Req, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiHeader,
  ApiOkResponse,
  ApiProduces,
  ApiSecurity,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { OpenToEveryOrigin, Operation, UuidParam } from '../../../common/http/index.js';
import { type AuthenticatedUser, OpenToProof, RequireScope } from '../../accounts/index.js';
import { BUYERS_ONLY, rawBody, resultExpired, TICKET_HEADER } from '../../payments/index.js';
import { contentNotFound, executionNotFound } from '../execution-problems.js';
import { ExecutionDto } from './execution.dto.js';
import { ExecutionView, type Viewer } from './execution-view.service.js';

const TICKET = TICKET_HEADER.toLowerCase();
const PAYERS_HEADER = {
  name: TICKET_HEADER,
  required: false,
  description: 'The payer’s proof: the `ticket` that came with the answer to the payment',
} as const;

@ApiTags('Paid calls')
@ApiBearerAuth()
@ApiSecurity('api-key')
@Controller('executions')
export class ExecutionsController {
  constructor(private readonly view: ExecutionView) {}

  @Get(':id')
  @OpenToEveryOrigin()
  @OpenToProof(TICKET)
  @RequireScope('read')
  @Operation({
    summary: 'Show where a call stands, with its result, to payer and owner',
    description: 'The payer sends the ticket, the owner an API key.',
    problems: [executionNotFound],
  })
  @ApiHeader(PAYERS_HEADER)
  @ApiOkResponse({ type: ExecutionDto })
  find(
    @UuidParam(executionNotFound) id: string,
    @Headers(TICKET) ticket: string | undefined,
    @Req() { user }: { user?: AuthenticatedUser },
  ): Promise<object> {
    return this.view.find(id, viewer(ticket, user));
  }

  @Get(':id/content')
  @OpenToEveryOrigin()
  @OpenToProof(TICKET)
  @RequireScope('read')
  @Operation({
    summary: 'Download the bytes that a call bought, as they are, whatever their size',
    description: 'For results that are files, or the answers of an endpoint.',
    problems: [executionNotFound, contentNotFound, resultExpired],
  })
  @ApiHeader(PAYERS_HEADER)
  @ApiProduces('*/*')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async content(
    @UuidParam(executionNotFound) id: string,
    @Headers(TICKET) ticket: string | undefined,
    @Req() { user }: { user?: AuthenticatedUser },
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    const content = await this.view.content(id, viewer(ticket, user));
    const body = rawBody(content, reply);
    reply.headers(BUYERS_ONLY);
    return body;
  }
}

function viewer(ticket: string | undefined, user: AuthenticatedUser | undefined): Viewer {
  if (ticket !== undefined) return { ticket };
  if (user === undefined) throw new Error('the auth guard has not run');
  return { userId: user.id };
}
