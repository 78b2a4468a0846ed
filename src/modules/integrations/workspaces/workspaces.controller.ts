import { Body, Controller, Get, Header, HttpCode, Ip, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import {
  forbidden,
  invalidInput,
  tooManyRequests,
  unauthenticated,
} from '../../../common/errors/index.js';
import { Operation } from '../../../common/http/index.js';
import { type AuthenticatedUser, CurrentUser, RequireScope } from '../../accounts/index.js';
import {
  accessEnded,
  accountNotReadable,
  notConnected,
  providerUnreachable,
} from '../integration-problems.js';
import { WorkspaceChoice, WorkspaceListDto } from './workspaces.dto.js';
import { Workspaces } from './workspaces.service.js';

const FAILURES = [
  unauthenticated,
  forbidden,
  notConnected,
  accessEnded,
  accountNotReadable,
  tooManyRequests,
  providerUnreachable,
];

@ApiTags('Integrations')
@ApiBearerAuth()
@ApiSecurity('api-key')
@Controller('integrations/anthropic/workspaces')
export class WorkspacesController {
  constructor(private readonly workspaces: Workspaces) {}

  @Get()
  @RequireScope('read')
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'List the workspaces of your Anthropic organization',
    description: 'Those that you have chosen are marked. It needs a connected admin key.',
    problems: [...FAILURES],
  })
  @ApiOkResponse({ type: WorkspaceListDto })
  async list(
    @CurrentUser() { id }: AuthenticatedUser,
    @Ip() address: string,
  ): Promise<WorkspaceListDto> {
    return { items: await this.workspaces.list(id, address) };
  }

  @Post()
  @HttpCode(200)
  @RequireScope('publish')
  @Operation({
    summary: 'Choose the workspaces of your Anthropic organization to look at',
    description: 'The list replaces the one before.',
    problems: [...FAILURES, invalidInput],
  })
  @ApiOkResponse({ type: WorkspaceListDto })
  async choose(
    @CurrentUser() { id }: AuthenticatedUser,
    @Ip() address: string,
    @Body() { workspaceIds }: WorkspaceChoice,
  ): Promise<WorkspaceListDto> {
    return { items: await this.workspaces.choose(id, workspaceIds, address) };
  }
}
