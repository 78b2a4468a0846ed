import { ApiProperty } from '@nestjs/swagger';
import { formatUsdc } from '../../../common/money/index.js';
import { resourceUrl } from '../records/listing.js';
import { UsagePriceDto } from '../listings/usage-price.dto.js';
import type { UsagePrice } from '../records/usage-price.js';
import type { PublicInput } from '../templates/public-input.js';
import { ApiTypeId } from '../types/api-type.decorator.js';
import { type Matching, MATCHINGS } from './order.js';
import type { PublicResource } from './public-resource.entity.js';

export class PublicInputDto {
  @ApiProperty({ description: 'Name of the input', example: 'topic' })
  name: string;

  @ApiProperty({ description: 'What the creator says of it', example: 'What to write about' })
  description: string;

  @ApiProperty({ description: 'Whether a call must send it', example: true })
  required: boolean;

  @ApiProperty({
    description: 'What is used when a call does not send it',
    type: String,
    nullable: true,
    example: null,
  })
  default: string | null;

  @ApiProperty({ description: 'In characters', example: 200 })
  maxLength: number;
}

/** A published resource, without anything secret of it. */
export class PublicResourceDto {
  @ApiProperty({
    description: 'Id of the resource',
    format: 'uuid',
    example: '8f14e45f-ceea-467f-a1d6-6d8f7b0a3c11',
  })
  id: string;

  @ApiProperty({
    description: 'Call this and pay: POST with the parameters as JSON',
    example: 'https://api.example.com/@ada/haiku',
  })
  url: string;

  @ApiProperty({ description: 'Who sells it', example: 'ada' })
  username: string;

  @ApiProperty({
    description: 'Who sells it, by another name',
    type: String,
    nullable: true,
    example: 'Ada Lovelace',
  })
  displayName: string | null;

  @ApiProperty({ description: 'Last part of its address', example: 'haiku' })
  slug: string;

  @ApiProperty({ description: 'Its name', example: 'Haiku writer' })
  name: string;

  @ApiProperty({
    description: 'What its creator says of it',
    example: 'Writes a haiku about anything.',
  })
  description: string;

  @ApiProperty({ description: 'Where the catalogue shows it', example: 'writing' })
  category: string;

  @ApiTypeId()
  type: string;

  @ApiProperty({ description: 'USDC for one call; the most, with `usagePrice`', example: '0.05' })
  price: string;

  @ApiProperty({
    description: 'How calls are charged by use, up to `price`; null for a fixed price',
    type: UsagePriceDto,
    nullable: true,
  })
  usagePrice: UsagePrice | null;

  @ApiProperty({
    description: 'Where it can be paid, as CAIP-2 ids',
    type: [String],
    example: ['eip155:8453'],
  })
  networks: string[];

  @ApiProperty({ description: 'Whether you may ask for a refund', example: false })
  supportsRefunds: boolean;

  @ApiProperty({
    type: [PublicInputDto],
    description:
      'What you may send, each a text; empty where its type takes nothing or leaves that to an endpoint of its creator',
  })
  parameters: PublicInput[];

  @ApiProperty({
    description: 'The model that answers, where one does',
    type: String,
    nullable: true,
    example: 'claude:claude-sonnet-5-5',
  })
  model: string | null;

  @ApiProperty({
    description: 'Whether a `message` of your own is one of the parameters',
    example: false,
  })
  allowsUserMessage: boolean;

  @ApiProperty({ description: 'Calls sold so far', example: 42 })
  calls: number;

  @ApiProperty({ description: 'Paid calls that ended in the last 30 days', example: 12 })
  recentCalls: number;

  @ApiProperty({
    description:
      'The share of these calls that had a result, from 0 to 1; null when there were none. The server measures it every hour',
    type: Number,
    nullable: true,
    example: 0.9917,
  })
  successRate: number | null;

  @ApiProperty({ description: 'When it went on sale', example: '2026-03-01T12:00:00.000Z' })
  publishedAt: string;

  constructor(row: PublicResource, publicUrl: string) {
    this.id = row.id;
    this.url = resourceUrl(publicUrl, row.username, row.slug);
    this.username = row.username;
    this.displayName = row.displayName;
    this.slug = row.slug;
    this.name = row.name;
    this.description = row.description;
    this.category = row.category;
    this.type = row.type;
    this.price = formatUsdc(row.price);
    this.usagePrice = row.usagePrice;
    this.networks = row.networks;
    this.supportsRefunds = row.supportsRefunds;
    this.parameters = row.parameters;
    this.model = row.model;
    this.allowsUserMessage = row.allowsUserMessage;
    this.calls = Number(row.calls);
    this.recentCalls = row.recentRuns;
    this.successRate = row.successRate === null ? null : Number(row.successRate.toFixed(4));
    this.publishedAt = row.publishedAt.toISOString();
  }
}

/** One page of the catalogue. */
export class PublicResourcePageDto {
  @ApiProperty({ description: 'What is on sale', type: [PublicResourceDto] })
  items: PublicResourceDto[];

  @ApiProperty({
    description: '`cursor` of the next page of the same search; null on the last one',
    type: String,
    nullable: true,
    example: null,
  })
  nextCursor: string | null;

  @ApiProperty({ description: 'How many match; at least, when it is not exact', example: 42 })
  total: number;

  @ApiProperty({ description: 'False when there are more than were counted', example: true })
  totalIsExact: boolean;

  @ApiProperty({
    enum: MATCHINGS,
    description:
      '`similar` when nothing has the words of `q`, so that similar words were looked for',
  })
  matching: Matching;
}

export class CategoryDto {
  @ApiProperty({ description: 'Id of the category', example: 'writing' })
  id: string;

  @ApiProperty({ description: 'Its name for people', example: 'Writing' })
  name: string;

  @ApiProperty({ description: 'Published resources in it', example: 7 })
  count: number;
}
