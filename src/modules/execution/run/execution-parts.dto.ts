import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ReceiptUsage } from '../../payments/index.js';

/** What a run took of a model. */
export class TokenUsage {
  @ApiProperty({ description: 'Tokens read', example: 120 })
  input_tokens: number;

  @ApiProperty({ description: 'Tokens written', example: 64 })
  output_tokens: number;
}

/** A picture that a model made. */
export class ImageDto {
  @ApiProperty({ description: 'Media type of the picture', example: 'image/png' })
  mimeType: string;

  @ApiPropertyOptional({ description: 'The picture itself, or `url`' })
  base64?: string;

  @ApiPropertyOptional({ description: 'Where the picture is, or `base64`' })
  url?: string;
}

/** Bytes that are the whole result. */
export class ContentDto {
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

/** Proof of a payment. */
export class ReceiptDto {
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

  @ReceiptUsage()
  usage?: Readonly<Record<string, unknown>>;

  @ApiProperty({
    description: 'The receipt as a signed compact JWS',
    example: 'eyJhbGciOiJFZERTQSJ9…',
  })
  signature: string;
}

/** Where a result is stored besides. */
export class StorageDto {
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
