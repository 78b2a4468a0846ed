import { Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import {
  forbidden,
  invalidInput,
  notFound,
  unauthenticated,
} from '../../../common/errors/index.js';
import { Operation, PageQuery, PathParam, uuid, UuidParam } from '../../../common/http/index.js';
import { RateLimited } from '../../../common/rate-limit/index.js';
import { type AuthenticatedUser, CurrentUser, RequireScope } from '../../accounts/index.js';
import { WebhookDeliveries } from './webhook-deliveries.service.js';
import {
  ResentDto,
  WebhookAttemptDto,
  WebhookAttemptPageDto,
  WebhookDeliveriesQuery,
  WebhookDeliveryDto,
  WebhookDeliveryPageDto,
} from './webhook-delivery.dto.js';
import { notDead, webhookDisabled } from './webhook-problems.js';

const RESENDING = { policy: 'resent_webhooks', limit: 120, windowSeconds: 60 };

@ApiTags('Webhooks')
@ApiBearerAuth()
@ApiSecurity('api-key')
@RequireScope('admin')
@Controller('webhooks/:id')
export class WebhookDeliveriesController {
  constructor(private readonly deliveries: WebhookDeliveries) {}

  @Get('deliveries')
  @Operation({
    summary: 'List what is, was or could not be delivered',
    description: 'Newest first. `status=dead` lists the dead letters.',
    problems: [unauthenticated, forbidden, notFound, invalidInput],
  })
  @ApiOkResponse({ type: WebhookDeliveryPageDto })
  async list(
    @CurrentUser() user: AuthenticatedUser,
    @UuidParam() id: string,
    @Query() query: WebhookDeliveriesQuery,
  ): Promise<WebhookDeliveryPageDto> {
    const { rows, nextCursor } = await this.deliveries.page(user.id, id, query);
    return { items: rows.map((row) => new WebhookDeliveryDto(row)), nextCursor };
  }

  @Get('attempts')
  @Operation({
    summary: 'Show the log of a webhook',
    description: 'Newest first.',
    problems: [unauthenticated, forbidden, notFound, invalidInput],
  })
  @ApiOkResponse({ type: WebhookAttemptPageDto })
  async attempts(
    @CurrentUser() user: AuthenticatedUser,
    @UuidParam() id: string,
    @Query() { limit, cursor }: PageQuery,
  ): Promise<WebhookAttemptPageDto> {
    const { rows, nextCursor } = await this.deliveries.attempts(user.id, id, limit, cursor);
    return { items: rows.map((row) => new WebhookAttemptDto(row)), nextCursor };
  }

  @Post('deliveries/resend')
  @HttpCode(200)
  @RateLimited(RESENDING)
  @Operation({
    summary: 'Send all dead letters of a webhook again',
    description: 'The oldest first, with eight attempts each.',
    problems: [unauthenticated, forbidden, notFound, webhookDisabled],
  })
  @ApiOkResponse({ type: ResentDto })
  async resendAll(
    @CurrentUser() user: AuthenticatedUser,
    @UuidParam() id: string,
  ): Promise<ResentDto> {
    return { resent: await this.deliveries.resend(user.id, id) };
  }

  @Post('deliveries/:deliveryId/resend')
  @HttpCode(200)
  @RateLimited(RESENDING)
  @Operation({
    summary: 'Send a dead letter again',
    description: 'With eight attempts, as a new one.',
    problems: [unauthenticated, forbidden, notFound, notDead, webhookDisabled],
  })
  @ApiOkResponse({ type: ResentDto })
  async resend(
    @CurrentUser() user: AuthenticatedUser,
    @UuidParam() id: string,
    @PathParam('deliveryId', uuid(), notFound, { description: 'Id of the delivery' })
    deliveryId: string,
  ): Promise<ResentDto> {
    return { resent: await this.deliveries.resend(user.id, id, deliveryId) };
  }
}
