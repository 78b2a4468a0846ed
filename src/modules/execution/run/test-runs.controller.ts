import { Body, Controller, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { invalidInput } from '../../../common/errors/index.js';
import { ApiProblems } from '../../../common/http/index.js';
import { type AuthenticatedUser, CurrentUser, RequireScope } from '../../accounts/index.js';
import { creatorKeyMissing, resourceNotFound, tooManyTests } from '../problems.js';
import { TestRunAnswer, TestRunRequest } from './execution.dto.js';
import type { ExecutionResult } from './execution.service.js';
import { TestRuns } from './test-runs.service.js';

@ApiTags('My resources')
@ApiBearerAuth()
@ApiSecurity('api-key')
@Controller('resources')
export class TestRunsController {
  constructor(private readonly testRuns: TestRuns) {}

  @Post(':id/test')
  @HttpCode(200)
  @RequireScope('publish')
  @ApiOperation({ summary: 'Run your own resource without paying, as it stands now' })
  @ApiOkResponse({ type: TestRunAnswer })
  @ApiProblems(resourceNotFound, invalidInput, creatorKeyMissing, tooManyTests)
  run(
    @CurrentUser() user: AuthenticatedUser,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { input }: TestRunRequest,
  ): Promise<ExecutionResult> {
    return this.testRuns.run(user.id, id, input);
  }
}
