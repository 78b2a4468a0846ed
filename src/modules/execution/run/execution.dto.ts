import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { AnyObject, ProblemDto, Uuid } from '../../../common/http/index.js';
import { STOP_REASONS } from '../llm/index.js';
import { ContentDto, ImageDto, ReceiptDto, StorageDto, TokenUsage } from './execution-parts.dto.js';

export class ExecuteRequest {
  @Uuid({ description: 'The resource to call', example: '3f0d8c1e-6a4b-4c57-9d2e-1f7b5a9c8e24' })
  resourceId: string;

  @AnyObject({
    description: 'What the resource is called with; its entry in the catalogue says what it takes',
    example: { topic: 'the sea' },
  })
  input: object;
}

export class TestRunRequest {
  @AnyObject({
    description: 'What the resource is called with',
    default: {},
    nullable: true,
    example: { topic: 'the sea' },
  })
  input: Record<string, unknown> = {};
}

export class TestRunAnswer {
  @ApiProperty({ description: 'Id of the run', format: 'uuid' })
  id: string;

  @ApiProperty({ description: 'What the model wrote', example: 'Waves fold into foam …' })
  response: string;

  @ApiPropertyOptional({ description: 'Pictures that the model made', type: [ImageDto] })
  images?: ImageDto[];

  @ApiPropertyOptional({
    type: ContentDto,
    description: 'For resources that sell bytes instead of words',
  })
  content?: ContentDto;

  @ApiPropertyOptional({
    enum: STOP_REASONS,
    description:
      'Why the model stopped: `max_tokens` is an answer that was cut off. Absent where no model answered, and for bytes',
    example: 'end',
  })
  stopReason?: string;

  @ApiProperty({
    description: 'Tokens that the run took; null when the model does not tell',
    type: TokenUsage,
    nullable: true,
  })
  usage: TokenUsage | null;
}

export class PaidAnswer extends TestRunAnswer {
  @ApiProperty({ description: 'Proof of the payment', type: ReceiptDto })
  receipt: ReceiptDto;

  @ApiProperty({
    description:
      'The secret that opens the result again: send it in the header PAYMENT-TICKET and show it to nobody',
    example: 'mYk2b0vX6m1r2c6jW0cQh4b1Qf7m0lq9o6m3yJ8s2Zk',
  })
  ticket: string;

  @ApiPropertyOptional({ type: StorageDto, description: 'Where `Output-Destination` was sent' })
  storage?: StorageDto;
}

export class ExecutionDto {
  @ApiProperty({ description: 'Id of the call', format: 'uuid' })
  id: string;

  @ApiProperty({
    enum: ['running', 'succeeded', 'failed', 'expired'],
    description: '`expired`: it succeeded, and its result is not kept any more',
  })
  status: string;

  @ApiProperty({
    description: 'Whether the buyer was charged',
    enum: ['not_charged', 'charged', 'unknown'],
  })
  payment: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The result; of a charged call that failed, what there was by then',
    example: 'Waves fold into foam …',
  })
  response: string | null;

  @ApiProperty({ description: 'Pictures that the model made', type: [ImageDto] })
  images: ImageDto[];

  @ApiProperty({
    description: 'The bytes that were bought, where the result is bytes',
    type: ContentDto,
    nullable: true,
  })
  content: ContentDto | null;

  @ApiProperty({
    type: String,
    enum: STOP_REASONS,
    nullable: true,
    description: 'Why the model stopped; null where no model answered, and of what is not whole',
    example: 'end',
  })
  stopReason: string | null;

  @ApiProperty({
    description: 'Tokens that the run took; null when nobody tells',
    type: TokenUsage,
    nullable: true,
  })
  usage: TokenUsage | null;

  @ApiProperty({ type: StorageDto, nullable: true, description: 'Null where nothing is stored' })
  storage: StorageDto | null;

  @ApiProperty({ type: ProblemDto, nullable: true, description: 'Why there is no result' })
  failure: ProblemDto | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Hash of the transfer, as soon as it is known',
    example: `0x${'7c'.repeat(32)}`,
  })
  transaction: string | null;

  @ApiProperty({
    description: 'Proof of the payment; null unless charged',
    type: ReceiptDto,
    nullable: true,
  })
  receipt: ReceiptDto | null;

  @ApiProperty({ description: 'When the call began', format: 'date-time' })
  createdAt: Date;

  @ApiProperty({
    description: 'When the call ended; null while it runs',
    type: String,
    format: 'date-time',
    nullable: true,
  })
  finishedAt: Date | null;
}
