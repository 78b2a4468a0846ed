import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Patch,
  Post,
  Query,
} from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiSecurity,
  ApiTags,
} from '@nestjs/swagger';
import {
  forbidden,
  invalidInput,
  notFound,
  unauthenticated,
} from '../../../common/errors/index.js';
import { Operation, PageQuery, UuidParam } from '../../../common/http/index.js';
import { RateLimited } from '../../../common/rate-limit/index.js';
import { type AuthenticatedUser, CurrentUser, RequireScope } from '../../accounts/index.js';
import { WebhookAnswerDto } from './webhook-delivery.dto.js';
import {
  ChangeWebhookDto,
  CreatedWebhookDto,
  CreateWebhookDto,
  RotatedSecretDto,
  WebhookDto,
  WebhookPageDto,
} from './webhook.dto.js';
import { tooManyWebhooks } from './webhook-problems.js';
import { WebhookTest } from './webhook-test.service.js';
import { Webhooks } from './webhooks.service.js';

@ApiTags('Webhooks')
@ApiBearerAuth()
@ApiSecurity('api-key')
@RequireScope('admin')
@Controller('webhooks')
export class WebhooksController {
  constructor(
    private readonly webhooks: Webhooks,
    private readonly tests: WebhookTest,
  ) {}

  @Post()
  @RateLimited({ policy: 'created_webhooks', limit: 60, windowSeconds: 3_600 })
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'Create a webhook',
    description:
      'From now on the server sends your events there, signed as Standard Webhooks. It shows the secret once.',
    problems: [unauthenticated, forbidden, invalidInput, tooManyWebhooks],
  })
  @ApiCreatedResponse({ type: CreatedWebhookDto })
  async create(
    @CurrentUser() user: AuthenticatedUser,
    @Body() { url, events = null, description = '' }: CreateWebhookDto,
  ): Promise<CreatedWebhookDto> {
    const made = await this.webhooks.create(user.id, { url, events, description });
    return new CreatedWebhookDto(made.webhook, made.secret);
  }

  @Get()
  @Operation({
    summary: 'List my webhooks',
    description: 'Newest first.',
    problems: [unauthenticated, forbidden, invalidInput],
  })
  @ApiOkResponse({ type: WebhookPageDto })
  async list(
    @CurrentUser() user: AuthenticatedUser,
    @Query() { limit, cursor }: PageQuery,
  ): Promise<WebhookPageDto> {
    return new WebhookPageDto(await this.webhooks.page(user.id, limit, cursor));
  }

  @Get(':id')
  @Operation({
    summary: 'Show a webhook, never its secret',
    description: 'Its status, and since when deliveries fail, if they do.',
    problems: [unauthenticated, forbidden, notFound],
  })
  @ApiOkResponse({ type: WebhookDto })
  async read(@CurrentUser() user: AuthenticatedUser, @UuidParam() id: string): Promise<WebhookDto> {
    return new WebhookDto(await this.webhooks.find(user.id, id));
  }

  @Patch(':id')
  @RateLimited({ policy: 'changed_webhooks', limit: 60, windowSeconds: 60 })
  @Operation({
    summary: 'Change a webhook, disable it or enable it again',
    description:
      'What you leave out stays as it is. After you have enabled it again, send its dead letters again.',
    problems: [unauthenticated, forbidden, notFound, invalidInput],
  })
  @ApiOkResponse({ type: WebhookDto })
  async change(
    @CurrentUser() user: AuthenticatedUser,
    @UuidParam() id: string,
    @Body() body: ChangeWebhookDto,
  ): Promise<WebhookDto> {
    return new WebhookDto(await this.webhooks.change(user.id, id, body));
  }

  @Delete(':id')
  @HttpCode(204)
  @Operation({
    summary: 'Delete a webhook, with its secret and all that was to be sent there',
    description: 'It cannot be brought back.',
    problems: [unauthenticated, forbidden, notFound],
  })
  @ApiNoContentResponse()
  async remove(@CurrentUser() user: AuthenticatedUser, @UuidParam() id: string): Promise<void> {
    await this.webhooks.remove(user.id, id);
  }

  @Post(':id/secret')
  @HttpCode(200)
  @RateLimited({ policy: 'rotated_webhooks', limit: 60, windowSeconds: 3_600 })
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'Make a new secret',
    description:
      'It is shown once. For 24 hours messages carry a signature by the secret before as well, so that ' +
      'receivers can change over. Another rotation in that time ends the secret before the last.',
    problems: [unauthenticated, forbidden, notFound],
  })
  @ApiOkResponse({ type: RotatedSecretDto })
  async rotate(
    @CurrentUser() user: AuthenticatedUser,
    @UuidParam() id: string,
  ): Promise<RotatedSecretDto> {
    const { secret, previousUntil } = await this.webhooks.rotate(user.id, id);
    return { secret: secret.reveal(), previousSecretUntil: previousUntil };
  }

  @Post(':id/test')
  @HttpCode(200)
  @RateLimited({ policy: 'tested_webhooks', limit: 30, windowSeconds: 60 })
  @Operation({
    summary: 'Send a test event now',
    description:
      'Its type is `webhook.test`. The answer says what came back. After a success, what waits for its ' +
      'next attempt is sent at once.',
    problems: [unauthenticated, forbidden, notFound],
  })
  @ApiOkResponse({ type: WebhookAnswerDto })
  async test(
    @CurrentUser() user: AuthenticatedUser,
    @UuidParam() id: string,
  ): Promise<WebhookAnswerDto> {
    return new WebhookAnswerDto(await this.tests.run(user.id, id));
  }
}
