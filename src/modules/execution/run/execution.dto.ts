import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { AnyObject, ProblemDto, Uuid } from '../../../common/http/index.js';

export class ExecuteRequest {
  @Uuid({ example: '3f0d8c1e-6a4b-4c57-9d2e-1f7b5a9c8e24' })
  resourceId: string;

  @AnyObject({ example: { topic: 'the sea' } })
  input: object;
}

export class TestRunRequest {
  @AnyObject({ default: {}, nullable: true, example: { topic: 'the sea' } })
  input: Record<string, unknown> = {};
}

class TokenUsage {
  @ApiProperty({ example: 120 })
  input_tokens: number;

  @ApiProperty({ example: 64 })
  output_tokens: number;
}

class ImageDto {
  @ApiProperty({ example: 'image/png' })
  mimeType: string;

  @ApiPropertyOptional()
  base64?: string;

  @ApiPropertyOptional()
  url?: string;
}

class ContentDto {
  @ApiProperty({ example: 'text/markdown; charset=utf-8' })
  mimeType: string;

  @ApiProperty({ type: String, nullable: true, example: 'recipe.md' })
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
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ example: 'eip155:8453' })
  network: string;

  @ApiProperty({ description: 'Token contract' })
  asset: string;

  @ApiProperty()
  payer: string;

  @ApiProperty()
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
  @ApiProperty({ enum: ['pending', 'stored', 'failed'] })
  status: string;

  @ApiPropertyOptional({ example: 'bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi' })
  cid?: string;

  @ApiPropertyOptional({ example: 'https://x402.storage/bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuy' })
  url?: string;

  @ApiPropertyOptional({ description: 'Why it failed', example: 'unavailable' })
  reason?: string;
}

export class TestRunAnswer {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ example: 'Waves fold into foam …' })
  response: string;

  @ApiPropertyOptional({ type: [ImageDto] })
  images?: ImageDto[];

  @ApiPropertyOptional({
    type: ContentDto,
    description: 'For resources that sell bytes instead of words',
  })
  content?: ContentDto;

  @ApiProperty({ type: TokenUsage, nullable: true })
  usage: TokenUsage | null;
}

export class PaidAnswer extends TestRunAnswer {
  @ApiProperty({ type: ReceiptDto })
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
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({
    enum: ['running', 'succeeded', 'failed', 'expired'],
    description: '`expired`: it succeeded, and its result is not kept any more',
  })
  status: string;

  @ApiProperty({ enum: ['not_charged', 'charged', 'unknown'] })
  payment: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The result; of a charged call that failed, what there was by then',
    example: 'Waves fold into foam …',
  })
  response: string | null;

  @ApiProperty({ type: [ImageDto] })
  images: ImageDto[];

  @ApiProperty({ type: ContentDto, nullable: true })
  content: ContentDto | null;

  @ApiProperty({ type: TokenUsage, nullable: true })
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

  @ApiProperty({ type: ReceiptDto, nullable: true })
  receipt: ReceiptDto | null;

  @ApiProperty({ format: 'date-time' })
  createdAt: Date;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  finishedAt: Date | null;
}
