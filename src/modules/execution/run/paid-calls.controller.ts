import { randomUUID } from 'node:crypto';
import { All, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../../../common/http/index.js';
import { Paid, type PaidCall, RequiresPayment } from '../../payments/index.js';
import {
  creatorKeyMissing,
  modelBusy,
  modelFailed,
  modelTimeout,
  resourceGone,
  resourceNotFound,
} from '../problems.js';
import type { CallInput } from './call-input.js';
import { ExecuteRequest, PaidAnswer } from './execution.dto.js';
import { ExecutionService, type ExecutionResult } from './execution.service.js';
import { ResourceCall, type VersionOffer } from './resource-call.service.js';

@ApiTags('Paid calls')
@ApiProblems(
  resourceNotFound,
  resourceGone,
  creatorKeyMissing,
  modelBusy,
  modelFailed,
  modelTimeout,
)
@Controller()
export class PaidCallsController {
  constructor(private readonly executions: ExecutionService) {}

  @All('@:username/:slug')
  @RequiresPayment(ResourceCall)
  @ApiOperation({ summary: 'Call a resource by its URL and pay for it' })
  @ApiOkResponse({ type: PaidAnswer })
  @ApiParam({ name: 'username', example: 'ada' })
  @ApiParam({ name: 'slug', example: 'summarise' })
  call(@Paid() call: PaidCall<VersionOffer>): Promise<ExecutionResult> {
    return this.run(call);
  }

  @Post('execute')
  @HttpCode(200)
  @RequiresPayment(ResourceCall)
  @ApiOperation({ summary: 'Call a resource by its id and pay for it' })
  @ApiBody({ type: ExecuteRequest })
  @ApiOkResponse({ type: PaidAnswer })
  execute(@Paid() call: PaidCall<VersionOffer>): Promise<ExecutionResult> {
    return this.run(call);
  }

  private run({ claimId, offer, input }: PaidCall<VersionOffer>): Promise<ExecutionResult> {
    const { version, resource } = offer;
    return this.executions.run({
      id: randomUUID(),
      resourceId: resource.id,
      versionId: version.id,
      ownerId: resource.ownerId,
      sold: version,
      input: input as CallInput,
      claimId,
    });
  }
}
