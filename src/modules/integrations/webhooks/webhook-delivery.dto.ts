import { ApiProperty } from '@nestjs/swagger';
import { OneOf, PageQuery } from '../../../common/http/index.js';
import type { Answer } from './delivery-schedule.js';
import {
  DELIVERY_ERRORS,
  DELIVERY_STATUSES,
  messageId,
  type WebhookAttempt,
  type WebhookDelivery,
} from './webhook.js';

/** Which deliveries to list. */
export class WebhookDeliveriesQuery extends PageQuery {
  @OneOf(DELIVERY_STATUSES, {
    optional: true,
    description: 'Only those; `dead` lists the dead letters',
    example: 'dead',
  })
  status?: WebhookDelivery['status'];
}

const NEXT_CURSOR = {
  type: String,
  nullable: true,
  description: '`cursor` of the next page; null on the last one',
  example: null,
} as const;
const ERROR = {
  enum: DELIVERY_ERRORS,
  nullable: true,
  description: 'What went wrong last; null when nothing did',
  example: 'timeout',
} as const;

/** An event on its way to a webhook. */
export class WebhookDeliveryDto {
  @ApiProperty({
    description: 'Id of the delivery; it stays the same over all attempts',
    example: '019ac7a0-0000-7000-8000-000000000003',
  })
  id: string;

  @ApiProperty({
    description: 'The header `webhook-id`, the same at each attempt',
    example: 'msg_019ac7a0-0000-7000-8000-000000000003',
  })
  messageId: string;

  @ApiProperty({ description: 'Type of the event', example: 'payment.settled' })
  type: string;

  @ApiProperty({
    description: 'What the event says; its form depends on the type',
    type: Object,
    example: { provider: 'claude' },
  })
  data: object;

  @ApiProperty({
    description: '`open` while attempts are left, `dead` when none is',
    enum: DELIVERY_STATUSES,
    example: 'dead',
  })
  status: WebhookDelivery['status'];

  @ApiProperty({ description: 'Attempts so far', example: 8 })
  attempts: number;

  @ApiProperty(ERROR)
  error: WebhookDelivery['error'];

  @ApiProperty({ description: 'When the event happened', example: '2026-11-28T12:00:00.000Z' })
  happenedAt: Date;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'When it was delivered or given up; null while it is open',
    example: '2026-11-29T15:35:00.000Z',
  })
  endedAt: Date | null;

  @ApiProperty({ description: 'When the event happened', example: '2026-11-28T12:00:00.500Z' })
  createdAt: Date;

  constructor(delivery: WebhookDelivery) {
    this.id = delivery.id;
    this.messageId = messageId(delivery.id);
    this.type = delivery.type;
    this.data = delivery.data;
    this.status = delivery.status;
    this.attempts = delivery.attempts;
    this.error = delivery.error;
    this.happenedAt = delivery.happenedAt;
    this.endedAt = delivery.endedAt;
    this.createdAt = delivery.createdAt;
  }
}

/** One page of deliveries, newest first. */
export class WebhookDeliveryPageDto {
  @ApiProperty({ description: 'Deliveries, newest first', type: [WebhookDeliveryDto] })
  items: WebhookDeliveryDto[];

  @ApiProperty(NEXT_CURSOR)
  nextCursor: string | null;
}

/** What came back of one request. */
export class WebhookAnswerDto {
  @ApiProperty({ description: 'Whether the answer was 2xx', example: false })
  delivered: boolean;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Null without an answer',
    example: 500,
  })
  statusCode: number | null;

  @ApiProperty({ description: 'Until the answer began, in milliseconds', example: 42 })
  durationMs: number;

  @ApiProperty({ ...ERROR, example: 'status' })
  error: WebhookDelivery['error'];

  @ApiProperty({
    description: 'How the body of the answer begins, up to 500 characters',
    example: 'Internal Server Error',
  })
  excerpt: string;

  constructor(answer: Omit<Answer, 'retryAfter'>) {
    this.delivered = answer.error === null;
    this.statusCode = answer.statusCode;
    this.durationMs = answer.durationMs;
    this.error = answer.error;
    this.excerpt = answer.excerpt;
  }
}

/** One line of the log. */
export class WebhookAttemptDto extends WebhookAnswerDto {
  @ApiProperty({
    description: 'Id of the attempt',
    example: '019ac7a0-0000-7000-8000-000000000004',
  })
  id: string;

  @ApiProperty({
    description: 'The delivery that was attempted',
    example: '019ac7a0-0000-7000-8000-000000000003',
  })
  deliveryId: string;

  @ApiProperty({ description: 'The first is 1', example: 1 })
  attempt: number;

  @ApiProperty({ description: 'When it ended', example: '2026-11-28T12:00:01.000Z' })
  createdAt: Date;

  constructor(attempt: WebhookAttempt) {
    super(attempt);
    this.id = attempt.id;
    this.deliveryId = attempt.deliveryId;
    this.attempt = attempt.attempt;
    this.createdAt = attempt.createdAt;
  }
}

/** One page of the log, newest first. */
export class WebhookAttemptPageDto {
  @ApiProperty({ description: 'Attempts, newest first', type: [WebhookAttemptDto] })
  items: WebhookAttemptDto[];

  @ApiProperty(NEXT_CURSOR)
  nextCursor: string | null;
}

export class ResentDto {
  @ApiProperty({ description: 'How many dead letters are sent again', example: 3 })
  resent: number;
}
