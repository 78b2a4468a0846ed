import { Controller, HttpCode, Post, Req } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { invalidRequest, notFound, serviceUnavailable } from '../../../common/errors/index.js';
import { Operation, PathParam, takeBody, TakesRawBody, text } from '../../../common/http/index.js';
import { Public } from '../../accounts/index.js';
import { webhookRefused } from '../integration-problems.js';
import { WebhookIntake } from './webhook-intake.service.js';

@ApiTags('Integrations')
@Controller('integrations/:provider/webhooks')
export class ProviderWebhooksController {
  constructor(private readonly intake: WebhookIntake) {}

  @Post()
  @Public()
  @HttpCode(200)
  @TakesRawBody()
  @Operation({
    summary: 'Take a webhook of a provider',
    description:
      'For providers alone: the server takes what carries the provider’s signature of the body as it came, ' +
      'stores it, answers at once and acts on it afterwards. What comes twice is done once.',
    problems: [webhookRefused, invalidRequest, notFound, serviceUnavailable],
  })
  @ApiBody({ required: true, schema: { type: 'object', additionalProperties: true } })
  @ApiOkResponse({ description: 'It is stored' })
  async receive(
    @PathParam('provider', text({ max: 64 }), notFound, {
      description: 'Id of the service, as `GET /integrations` lists it',
      example: 'shopify',
    })
    provider: string,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    await this.intake.receive(provider, request.headers, takeBody(request));
  }
}
