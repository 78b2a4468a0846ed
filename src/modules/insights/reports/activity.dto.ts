import { ApiProperty } from '@nestjs/swagger';
import { isEventType } from '../../../common/events/index.js';
import { ListOf, PageQuery, text } from '../../../common/http/index.js';
import { EVENT_TYPES } from '../../../common/outbox/index.js';
import type { Happening } from './activity.service.js';

const TYPES_MESSAGE = `must be x_… of another team, or one of ${Object.keys(EVENT_TYPES).join(', ')}`;
const eventType = text({
  max: 100,
  pattern: /^[a-z0-9_]+\.[a-z0-9_.]+$/,
  message: TYPES_MESSAGE,
  rules: [[isEventType, TYPES_MESSAGE]],
});

/** Query of what happened; send the same again for the next page. */
export class ActivityQuery extends PageQuery {
  @ListOf(eventType, {
    min: 1,
    max: 50,
    inQuery: true,
    optional: true,
    description: 'Only events of these types (docs/events.md)',
    example: ['payment.settled', 'refund.requested'],
  })
  type?: string[];
}

class NamedResourceDto {
  @ApiProperty({
    description: 'Id of the resource',
    format: 'uuid',
    example: '9b2d3a1e-6f0c-4b62-8a57-3d1f0c9e7a11',
  })
  id: string;

  @ApiProperty({ type: String, nullable: true, description: 'As you call it', example: 'Haiku' })
  name: string | null;
}

class HappeningDto {
  @ApiProperty({ description: 'Position in the order of events', example: '1042' })
  id: string;

  @ApiProperty({ description: 'See docs/events.md', example: 'payment.settled' })
  type: string;

  @ApiProperty({
    description: 'When it happened',
    format: 'date-time',
    example: '2026-11-28T10:00:00.000Z',
  })
  at: string;

  @ApiProperty({
    type: NamedResourceDto,
    nullable: true,
    description: 'What it is about; null when it is about no resource',
  })
  resource: NamedResourceDto | null;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'What webhooks carry as `data`: without secrets, by type',
    example: EVENT_TYPES['payment.settled'].example,
  })
  data: Readonly<Record<string, unknown>>;

  constructor({ id, type, createdAt, resource, data }: Happening) {
    this.id = id;
    this.type = type;
    this.at = createdAt.toISOString();
    this.resource = resource;
    this.data = data;
  }
}

export class ActivityPage {
  @ApiProperty({ type: [HappeningDto], description: 'Newest first' })
  items: HappeningDto[];

  @ApiProperty({ type: String, nullable: true, description: 'Cursor of the next page' })
  nextCursor: string | null;

  constructor(happenings: readonly Happening[], nextCursor: string | null) {
    this.items = happenings.map((one) => new HappeningDto(one));
    this.nextCursor = nextCursor;
  }
}
