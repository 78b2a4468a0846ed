import { All, Controller, HttpCode, Post } from '@nestjs/common';
import {
  ApiBody,
  ApiExtraModels,
  ApiHeader,
  ApiOkResponse,
  ApiParam,
  ApiResponse,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import { ApiProblems, Operation } from '../../../common/http/index.js';
import { Paid, type PaidCall, paymentAlreadyUsed, RequiresPayment } from '../../payments/index.js';
import {
  calledTooOften,
  continuesElsewhere,
  payoutMissing,
  resourceGone,
  resourceNotFound,
  soldElsewhere,
} from '../execution-problems.js';
import { ExecuteRequest, PaidAnswer } from './execution.dto.js';
import type { ExecutionResult } from '../results/execution-result.js';
import { PaidRuns } from './paid-runs.service.js';
import type { VersionOffer } from './quotes.service.js';
import { RUN_PROBLEMS } from './run-problems.js';
import { ResourceCall } from './resource-call.service.js';

const ANSWER = {
  content: {
    'application/json': { schema: { $ref: getSchemaPath(PaidAnswer) } },
    'text/event-stream': {
      schema: { type: 'string' },
      example:
        'event: text\ndata: {"text":"Waves fold"}\n\nevent: done\ndata: {"id":"…","response":"Waves fold",…}\n\n',
    },
    // What a browser is shown of a resource that is sold elsewhere.
    'text/html': { schema: { type: 'string' } },
    // What files and endpoints are sold as.
    '*/*': { schema: { type: 'string', format: 'binary' } },
  },
} as const;

/** An endpoint’s success is sold with its status. */
const AS_ANSWERED = {
  status: '2XX',
  description: 'What the creator’s endpoint answered with another status of success',
  content: { '*/*': { schema: { type: 'string', format: 'binary' } } },
} as const;

@ApiTags('Paid calls')
@ApiExtraModels(PaidAnswer)
@ApiProblems(resourceNotFound, resourceGone, payoutMissing, calledTooOften, ...RUN_PROBLEMS)
@ApiHeader({
  name: 'Output-Destination',
  required: false,
  description:
    '`x402.storage; filename="haiku.txt"`: the server stores the result there as well, at its own expense. The answer says where, in `storage` or in the header Output-Storage. 422 if the server has no wallet for it',
})
@Controller()
export class PaidCallsController {
  constructor(private readonly runs: PaidRuns) {}

  @All('@:username/:slug')
  @RequiresPayment(ResourceCall)
  @Operation({
    summary: 'Call a resource by its URL and pay for it',
    description:
      'Without a payment the answer is 402 with the price. Sign one of its offers and send the same request again with it: you are charged only if there is a result, and the same payment fetches the same result again.',
    problems: [continuesElsewhere],
  })
  @ApiOkResponse(ANSWER)
  @ApiResponse(AS_ANSWERED)
  @ApiParam({
    name: 'username',
    description: 'Who sells it',
    schema: { type: 'string', maxLength: 20, example: 'ada' },
  })
  @ApiParam({
    name: 'slug',
    description: 'Last part of its address',
    schema: { type: 'string', maxLength: 60, example: 'haiku' },
  })
  call(@Paid() call: PaidCall<VersionOffer>): Promise<ExecutionResult> {
    return this.run(call);
  }

  @Post('execute')
  @HttpCode(200)
  @Operation({
    summary: 'Call a resource by its id and pay for it',
    description: 'The same as a call of its URL, for clients that keep ids.',
    problems: [paymentAlreadyUsed, soldElsewhere],
  })
  @RequiresPayment(ResourceCall)
  @ApiBody({ type: ExecuteRequest })
  @ApiOkResponse(ANSWER)
  execute(@Paid() call: PaidCall<VersionOffer>): Promise<ExecutionResult> {
    return this.run(call);
  }

  private run(call: PaidCall<VersionOffer>): Promise<ExecutionResult> {
    const { version, resource } = call.offer;
    return this.runs.run(call, resource, version);
  }
}
