import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsObject, IsOptional } from 'class-validator';

export class ExecuteRequest {
  @ApiProperty({ format: 'uuid', example: '3f0d8c1e-6a4b-4c57-9d2e-1f7b5a9c8e24' })
  resourceId: string;

  @ApiProperty({ type: Object, example: { topic: 'the sea' } })
  input: object;
}

export class TestRunRequest {
  @ApiPropertyOptional({ type: Object, example: { topic: 'the sea' } })
  @IsOptional()
  @IsObject()
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
}

export class TestRunAnswer {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ example: 'Waves fold into foam …' })
  response: string;

  @ApiPropertyOptional({ type: [ImageDto] })
  images?: ImageDto[];

  @ApiProperty({ type: TokenUsage, nullable: true })
  usage: TokenUsage | null;
}

export class PaidAnswer extends TestRunAnswer {
  @ApiProperty({ type: ReceiptDto })
  receipt: ReceiptDto;
}
