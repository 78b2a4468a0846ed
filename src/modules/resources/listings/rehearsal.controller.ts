import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiOkResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import {
  forbidden,
  invalidInput,
  Problem,
  tooManyRequests,
  unauthenticated,
} from '../../../common/errors/index.js';
import { fieldErrors, NOT_AN_OBJECT, Operation } from '../../../common/http/index.js';
import { type AuthenticatedUser, CurrentUser, RequireScope } from '../../accounts/index.js';
import {
  CheckSlugQuery,
  SlugVerdictDto,
  ValidateListingDto,
  ValidationScope,
  VerdictDto,
} from './rehearsal.dto.js';
import { Rehearsal } from './rehearsal.service.js';
import { Slugs } from './slugs.service.js';

@ApiTags('My resources')
@ApiBearerAuth()
@ApiSecurity('api-key')
@RequireScope('read')
@Controller('resources')
export class RehearsalController {
  constructor(
    private readonly rehearsal: Rehearsal,
    private readonly slugs: Slugs,
  ) {}

  @Post('validate')
  @HttpCode(200)
  @Operation({
    summary: 'Check a resource, or one step of its form, without storing it',
    description: 'Answers 200 whatever the fields contain; wrong ones are in `errors`.',
    problems: [unauthenticated, forbidden, invalidInput, tooManyRequests],
  })
  @ApiBody({ type: ValidateListingDto })
  @ApiOkResponse({ type: VerdictDto })
  async validate(
    @CurrentUser() user: AuthenticatedUser,
    @Body() body: unknown,
  ): Promise<VerdictDto> {
    const { step, resourceId, ...given } = asObject(body);
    const scope = plainToInstance(ValidationScope, { step, resourceId });
    const errors = fieldErrors(validateSync(scope));
    if (errors.length > 0) throw new Problem(invalidInput, { errors });
    return new VerdictDto(await this.rehearsal.judge(user.id, given, scope));
  }

  @Get('check-slug')
  @Operation({
    summary: 'Ask whether you can use a slug',
    description: 'When you cannot, the answer suggests one that you can.',
    problems: [unauthenticated, forbidden, invalidInput],
  })
  @ApiOkResponse({ type: SlugVerdictDto })
  checkSlug(
    @CurrentUser() user: AuthenticatedUser,
    @Query() { slug, resourceId }: CheckSlugQuery,
  ): Promise<SlugVerdictDto> {
    return this.slugs.check(user.id, slug, resourceId);
  }
}

function asObject(body: unknown): Record<string, unknown> {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return { ...body };
  throw new Problem(invalidInput, { errors: [NOT_AN_OBJECT] });
}
