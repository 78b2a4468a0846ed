import { ApiProperty } from '@nestjs/swagger';
import type { Secret } from '../../../common/crypto/index.js';
import { isEventType } from '../../../common/events/index.js';
import { Flag, ListOf, Text, text } from '../../../common/http/index.js';
import { PLAIN_LINE, READABLE_MESSAGE } from '../../../common/text/index.js';
import type { Page } from './page.js';
import { DISABLED_REASONS, type Webhook, WEBHOOK_STATUSES } from './webhook.js';

const TYPES_MESSAGE = 'must be a type of docs/events.md, or x_… of another team';
const URL_MESSAGE = 'must be an http or https URL';
const eventType = text({
  max: 100,
  pattern: /^[a-z_]+\.[a-z_]+$/,
  message: TYPES_MESSAGE,
  rules: [[isEventType, TYPES_MESSAGE]],
});

const Url = (optional: boolean) =>
  Text({
    max: 2_048,
    pattern: /^https?:\/\/[\x21-\x7e]+$/,
    message: URL_MESSAGE,
    rules: [[(url) => URL.canParse(url), URL_MESSAGE]],
    optional,
    description: 'Where events are sent to. It leads to a public address, by https',
    example: 'https://example.com/webhooks',
  });

const Events = () =>
  ListOf(eventType, {
    min: 1,
    max: 50,
    unique: true,
    optional: true,
    nullable: true,
    description: 'Which types of events it gets; null is all, also those of later releases',
    example: ['payment.settled', 'refund.requested'],
  });

const Description = () =>
  Text({
    max: 200,
    rules: [[PLAIN_LINE, READABLE_MESSAGE]],
    optional: true,
    description: 'To tell webhooks apart',
    example: 'Bookkeeping',
  });

/** What a user decides about a new webhook. */
export class CreateWebhookDto {
  @Url(false)
  url: string;

  @Events()
  events?: string[] | null;

  @Description()
  description?: string;
}

/** What a user changes; what is left out stays as it is. */
export class ChangeWebhookDto {
  @Url(true)
  url?: string;

  @Events()
  events?: string[] | null;

  @Description()
  description?: string;

  @Flag({
    optional: true,
    description:
      'False makes dead letters of what is open, and takes no new events. True enables it again, and ' +
      'tries what is open at once.',
    example: true,
  })
  enabled?: boolean;
}

const NULLABLE_TIME = { type: String, nullable: true, format: 'date-time' } as const;

/** A webhook without its secret. */
export class WebhookDto {
  @ApiProperty({
    description: 'Id of the webhook',
    example: '5b0e7a52-3c53-4b8a-9f0e-0c6d1a2b3c4d',
  })
  id: string;

  @ApiProperty({ description: 'Where events are sent', example: 'https://example.com/webhooks' })
  url: string;

  @ApiProperty({ description: 'What you call it', example: 'Bookkeeping' })
  description: string;

  @ApiProperty({
    type: [String],
    nullable: true,
    description: 'Null is all',
    example: ['payment.settled'],
  })
  events: readonly string[] | null;

  @ApiProperty({
    description: 'A disabled webhook gets nothing',
    enum: WEBHOOK_STATUSES,
    example: 'enabled',
  })
  status: Webhook['status'];

  @ApiProperty({
    enum: DISABLED_REASONS,
    nullable: true,
    description: '`gone`: it answered 410. `failing`: it failed for five days',
    example: null,
  })
  disabledReason: Webhook['disabledReason'];

  @ApiProperty({
    description: 'When it was disabled, by you or after too many failures',
    ...NULLABLE_TIME,
    example: null,
  })
  disabledAt: Date | null;

  @ApiProperty({
    ...NULLABLE_TIME,
    description: 'When the first attempt failed after the last that went well',
    example: null,
  })
  failingSince: Date | null;

  @ApiProperty({
    description: 'When a delivery last succeeded',
    ...NULLABLE_TIME,
    example: '2026-11-28T12:00:00.000Z',
  })
  lastSuccessAt: Date | null;

  @ApiProperty({
    ...NULLABLE_TIME,
    description: 'Until when the secret before the last rotation signs too',
    example: null,
  })
  previousSecretUntil: Date | null;

  @ApiProperty({ description: 'When you created it', example: '2026-11-01T08:00:00.000Z' })
  createdAt: Date;

  constructor(webhook: Webhook) {
    this.id = webhook.id;
    this.url = webhook.url;
    this.description = webhook.description;
    this.events = webhook.events;
    this.status = webhook.status;
    this.disabledReason = webhook.disabledReason;
    this.disabledAt = webhook.disabledAt;
    this.failingSince = webhook.failingSince;
    this.lastSuccessAt = webhook.lastSuccessAt;
    this.previousSecretUntil = webhook.previousSecretUntil;
    this.createdAt = webhook.createdAt;
  }
}

const SECRET = {
  description: 'What signatures are verified with. Keep it safe: it is not shown again',
  example: `whsec_${'x'.repeat(43)}=`,
};

/** A new webhook: the only time its secret is shown. */
export class CreatedWebhookDto extends WebhookDto {
  @ApiProperty(SECRET)
  secret: string;

  constructor(webhook: Webhook, secret: Secret) {
    super(webhook);
    this.secret = secret.reveal();
  }
}

/** The new secret of a webhook. */
export class RotatedSecretDto {
  @ApiProperty(SECRET)
  secret: string;

  @ApiProperty({
    description: 'Until then messages carry signatures by both secrets',
    example: '2026-11-29T12:00:00.000Z',
  })
  previousSecretUntil: Date;
}

/** One page of webhooks, newest first. */
export class WebhookPageDto {
  @ApiProperty({ description: 'Webhooks, newest first', type: [WebhookDto] })
  items: WebhookDto[];

  @ApiProperty({
    type: String,
    nullable: true,
    description: '`cursor` of the next page; null on the last one',
    example: null,
  })
  nextCursor: string | null;

  constructor({ rows, nextCursor }: Page<Webhook>) {
    this.items = rows.map((row) => new WebhookDto(row));
    this.nextCursor = nextCursor;
  }
}
