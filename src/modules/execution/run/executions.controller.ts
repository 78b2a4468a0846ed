import { Controller, Get, Headers, Param, Req } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiSecurity,
  ApiTags,
} from '@nestjs/swagger';
import { isUUID } from 'class-validator';
import { Problem } from '../../../common/errors/index.js';
import { ApiProblems } from '../../../common/http/index.js';
import { type AuthenticatedUser, OpenToProof, RequireScope } from '../../accounts/index.js';
import { executionNotFound } from '../problems.js';
import { ExecutionDto } from './execution.dto.js';
import { ExecutionView } from './execution-view.service.js';

const PROOF = 'payment-receipt';

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
  @ApiHeader({
    name: 'PAYMENT-RECEIPT',
    required: false,
    description: 'The payer’s proof: `receipt.signature` of the answer, or `ticket` of a 202',
  })
  @ApiOkResponse({ type: ExecutionDto })
  @ApiProblems(executionNotFound)
  find(
    @Param('id') id: string,
    @Headers(PROOF) proof: string | undefined,
    @Req() { user }: { user?: AuthenticatedUser },
  ): Promise<object> {
    if (!isUUID(id)) throw new Problem(executionNotFound);
    if (proof !== undefined) return this.view.forPayer(id, proof);
    if (user === undefined) throw new Error('the auth guard has not run');
    return this.view.forOwner(id, user.id);
  }
}
