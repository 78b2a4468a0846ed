import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Operation } from '../../../common/http/index.js';
import { invalidInput } from '../../../common/errors/index.js';
import { RateLimited } from '../../../common/rate-limit/index.js';
import { AdminOnly } from '../../accounts/index.js';
import { BackfillOutcomeDto, BackfillRequest } from './endpoint-admin.dto.js';
import { RefundsBackfill } from './refunds-backfill.service.js';

@ApiTags('Administration')
@AdminOnly()
@Controller('admin/resources')
export class EndpointAdminController {
  constructor(private readonly backfill: RefundsBackfill) {}

  @Post('supports-refunds/backfill')
  @HttpCode(200)
  @RateLimited({ policy: 'refunds_backfill', limit: 30, windowSeconds: 60 })
  @Operation({
    summary: 'Ask external endpoints again whether they grant refunds',
    description:
      'The server asks one page of the endpoints that it verified before, and takes over what they say. ' +
      'Where an endpoint says nothing, the creator’s word counts. You can repeat it at will.',
    problems: [invalidInput],
  })
  @ApiBody({
    type: BackfillRequest,
    required: false,
    examples: { first: { summary: 'The first page', value: { limit: 25 } } },
  })
  @ApiOkResponse({ type: BackfillOutcomeDto })
  async run(@Body() body?: BackfillRequest): Promise<BackfillOutcomeDto> {
    const { cursor, limit } = body ?? new BackfillRequest();
    return new BackfillOutcomeDto(await this.backfill.run({ after: cursor, limit }));
  }
}
