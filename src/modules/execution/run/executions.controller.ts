import { Controller, Get, Headers, Param, Req, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiSecurity,
  ApiTags,
} from '@nestjs/swagger';
import { isUUID } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { Problem } from '../../../common/errors/index.js';
import { ApiProblems } from '../../../common/http/index.js';
import { type AuthenticatedUser, OpenToProof, RequireScope } from '../../accounts/index.js';
import { rawBody, resultExpired } from '../../payments/index.js';
import { contentNotFound, executionNotFound } from '../problems.js';
import { ExecutionDto } from './execution.dto.js';
import { ExecutionView, type Viewer } from './execution-view.service.js';

const PROOF = 'payment-receipt';
const PROOF_HEADER = {
  name: 'PAYMENT-RECEIPT',
  required: false,
  description: 'The payer’s proof: `receipt.signature` of the answer, or `ticket` of a 202',
} as const;

@ApiTags('Paid calls')
@ApiBearerAuth()
@ApiSecurity('api-key')
@Controller('executions')
export class ExecutionsController {
  constructor(private readonly view: ExecutionView) {}

  @Get(':id')
  @OpenToProof(PROOF)
  @RequireScope('read')
  @ApiOperation({
    summary: 'How a call stands, with its result: for its payer and for the owner of the resource',
  })
  @ApiHeader(PROOF_HEADER)
  @ApiOkResponse({ type: ExecutionDto })
  @ApiProblems(executionNotFound)
  find(
    @Param('id') id: string,
    @Headers(PROOF) proof: string | undefined,
    @Req() { user }: { user?: AuthenticatedUser },
  ): Promise<object> {
    return this.view.find(uuid(id), viewer(proof, user));
  }

  @Get(':id/content')
  @OpenToProof(PROOF)
  @RequireScope('read')
  @ApiOperation({ summary: 'The bytes that a call was sold, whatever their size, as they are' })
  @ApiHeader(PROOF_HEADER)
  @ApiProduces('*/*')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  @ApiProblems(executionNotFound, contentNotFound, resultExpired)
  async content(
    @Param('id') id: string,
    @Headers(PROOF) proof: string | undefined,
    @Req() { user }: { user?: AuthenticatedUser },
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    const content = await this.view.content(uuid(id), viewer(proof, user));
    reply.header('cache-control', 'private, no-store');
    return rawBody(content, reply);
  }
}

function uuid(id: string): string {
  if (!isUUID(id)) throw new Problem(executionNotFound);
  return id;
}

function viewer(proof: string | undefined, user: AuthenticatedUser | undefined): Viewer {
  if (proof !== undefined) return { proof };
  if (user === undefined) throw new Error('the auth guard has not run');
  return { userId: user.id };
}
