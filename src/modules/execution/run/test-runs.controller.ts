import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiOkResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { invalidInput } from '../../../common/errors/index.js';
import { Operation, UuidParam } from '../../../common/http/index.js';
import { typeUnavailable } from '../../resources/index.js';
import { type AuthenticatedUser, CurrentUser, RequireScope } from '../../accounts/index.js';
import { resourceNotFound, soldElsewhere, tooManyTests } from '../execution-problems.js';
import { Contents } from '../results/contents.service.js';
import { TestRunAnswer, TestRunRequest } from './execution.dto.js';
import { RUN_PROBLEMS } from './run-problems.js';
import { TestRuns } from './test-runs.service.js';

const RUNS = {
  haiku: { summary: 'A prompt with the parameter `topic`', value: { input: { topic: 'the sea' } } },
  message: {
    summary: 'A prompt that takes a message',
    value: { input: { message: 'Good morning' } },
  },
  endpoint: {
    summary:
      'A proxy: the request for its endpoint, with the query as it stands in a URL and a body in base64',
    value: { input: { method: 'GET', query: 'city=Paris' } },
  },
  nothing: { summary: 'A resource that takes nothing', value: { input: {} } },
};

@ApiTags('My resources')
@ApiBearerAuth()
@ApiSecurity('api-key')
@Controller('resources')
export class TestRunsController {
  constructor(
    private readonly testRuns: TestRuns,
    private readonly contents: Contents,
  ) {}

  @Post(':id/test')
  @HttpCode(200)
  @RequireScope('publish')
  @Operation({
    summary: 'Run your own resource without paying, as it stands now',
    description: 'Also a draft. The run costs you what your provider takes for it.',
    problems: [
      resourceNotFound,
      typeUnavailable,
      soldElsewhere,
      invalidInput,
      tooManyTests,
      ...RUN_PROBLEMS,
    ],
  })
  @ApiBody({ type: TestRunRequest, examples: RUNS })
  @ApiOkResponse({ type: TestRunAnswer })
  async run(
    @CurrentUser() user: AuthenticatedUser,
    @UuidParam(resourceNotFound) id: string,
    @Body() { input }: TestRunRequest,
  ): Promise<object> {
    const { content, ...result } = await this.testRuns.run(user.id, id, input);
    return { ...result, ...(content && { content: this.contents.view(null, content) }) };
  }
}
