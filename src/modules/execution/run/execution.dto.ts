import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { AnyObject, ProblemDto, Uuid } from '../../../common/http/index.js';

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

class TokenUsage {
  @ApiProperty({ description: 'Tokens read', example: 120 })
  input_tokens: number;

  @ApiProperty({ description: 'Tokens written', example: 64 })
  output_tokens: number;
}

class ImageDto {
  @ApiProperty({ description: 'Media type of the picture', example: 'image/png' })
  mimeType: string;

  @ApiPropertyOptional({ description: 'The picture itself, or `url`' })
  base64?: string;

  @ApiPropertyOptional({ description: 'Where the picture is, or `base64`' })
  url?: string;
}

class ContentDto {
  @ApiProperty({ description: 'Media type of the bytes', example: 'text/markdown; charset=utf-8' })
  mimeType: string;

  @ApiProperty({
    description: 'What to call the file; null when nobody said',
    type: String,
    nullable: true,
    example: 'recipe.md',
  })
  filename: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Content coding that the bytes are in',
    example: 'gzip',
  })
  encoding: string | null;

  @ApiProperty({ description: 'Bytes', example: 41943040 })
  length: number;

  @ApiProperty({ type: String, nullable: true, description: 'Null for more than 64 KiB: fetch it' })
  base64: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Where the bytes are fetched, with the ticket; null for a test run',
    example:
      'https://api.example.com/api/v1/executions/3f0d8c1e-6a4b-4c57-9d2e-1f7b5a9c8e24/content',
  })
  url: string | null;
}

class ReceiptDto {
  @ApiProperty({ description: 'Id of the call', format: 'uuid' })
  id: string;

  @ApiProperty({ description: 'Where it was paid, as a CAIP-2 id', example: 'eip155:8453' })
  network: string;

  @ApiProperty({ description: 'Token contract' })
  asset: string;

  @ApiProperty({ description: 'Wallet that paid' })
  payer: string;

  @ApiProperty({ description: 'Wallet that was paid' })
  payTo: string;

  @ApiProperty({ description: 'USDC', example: '0.05' })
  amount: string;

  @ApiProperty({ description: 'Transaction hash' })
  transaction: string;

  @ApiProperty({
    description: 'The receipt as a signed compact JWS',
    example: 'eyJhbGciOiJFZERTQSJ9…',
  })
  signature: string;
}

class StorageDto {
  @ApiProperty({
    description: 'Whether the result is stored there',
    enum: ['pending', 'stored', 'failed'],
  })
  status: string;

  @ApiPropertyOptional({
    description: 'Content id of what is stored',
    example: 'bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi',
  })
  cid?: string;

  @ApiPropertyOptional({
    description: 'Where it is stored',
    example: 'https://x402.storage/bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuy',
  })
  url?: string;

  @ApiPropertyOptional({ description: 'Why it failed', example: 'unavailable' })
  reason?: string;
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
