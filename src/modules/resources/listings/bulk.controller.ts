import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { Operation } from '../../../common/http/index.js';
import { forbidden, invalidInput, unauthenticated } from '../../../common/errors/index.js';
import { RateLimited } from '../../../common/rate-limit/index.js';
import { type AuthenticatedUser, CurrentUser, RequireScope } from '../../accounts/index.js';
import { BulkRegistrationDto, BulkResultDto } from './bulk.dto.js';
import { BulkRegistration } from './bulk-registration.service.js';

@ApiTags('My resources')
@ApiBearerAuth()
@ApiSecurity('api-key')
@Controller('resources')
export class BulkController {
  constructor(private readonly bulk: BulkRegistration) {}

  @Post('bulk')
  @HttpCode(200)
  @RequireScope('publish')
  @RateLimited({ policy: 'bulk', limit: 20, windowSeconds: 60 })
  @Operation({
    summary: 'Create up to 25 resources, and publish them if wanted',
    description:
      'Answers 200 whatever becomes of the rows: each has a result of its own, and a bad one harms no ' +
      'other. When you send the list again, rows that exist fail with `slug_taken`: the server creates ' +
      'nothing twice.',
    problems: [unauthenticated, forbidden, invalidInput],
  })
  @ApiOkResponse({ type: BulkResultDto })
  async register(
    @CurrentUser() user: AuthenticatedUser,
    @Body() { items, publish }: BulkRegistrationDto,
  ): Promise<BulkResultDto> {
    return { items: await this.bulk.register(user.id, items, publish) };
  }
}
