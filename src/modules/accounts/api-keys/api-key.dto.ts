import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import {
  ArrayNotEmpty,
  ArrayUnique,
  IsIn,
  IsOptional,
  IsRFC3339,
  IsUUID,
  Matches,
  MaxLength,
} from 'class-validator';
import { toNfc } from '../../../common/text/index.js';
import type { Secret } from '../../../common/crypto/index.js';
import { BoundedList } from '../../../common/http/index.js';
import { type Scope, SCOPES } from '../guard/authenticated-user.js';
import { ONE_LINE, ONE_LINE_MESSAGE } from '../one-line.js';
import type { ApiKey } from './api-key.entity.js';

/** Names an API key in the path. */
export class ApiKeyParams {
  @ApiProperty({ example: '3f0d1c6e-5f3a-4c1b-9a57-2f8f2f6b9a10' })
  @IsUUID(undefined, { message: 'must be the id of an API key' })
  id: string;
}

/** What a user decides about a new key. */
export class CreateApiKeyDto {
  @ApiProperty({ description: 'To tell keys apart', minLength: 1, maxLength: 60, example: 'CI' })
  @Transform(({ value }: { value: unknown }) => toNfc(value))
  @Matches(ONE_LINE, { message: ONE_LINE_MESSAGE })
  name: string;

  @ApiProperty({
    description:
      'What the key may do: `read` the data of the account, `publish` what it sells, `admin` the account itself. None includes another.',
    enum: SCOPES,
    isArray: true,
    example: ['read', 'publish'],
  })
  @IsIn(SCOPES, { each: true, message: `must only contain ${SCOPES.join(', ')}` })
  @ArrayUnique({ message: 'must name each scope once' })
  @ArrayNotEmpty({ message: 'must name at least one scope' })
  @BoundedList(SCOPES.length, { message: `must be a list of at most ${SCOPES.length} scopes` })
  scopes: Scope[];

  @ApiPropertyOptional({
    description: 'When the key stops working (RFC 3339); never when left out',
    format: 'date-time',
    example: '2030-01-01T00:00:00Z',
  })
  @IsOptional()
  @MaxLength(40, { message: 'must have at most 40 characters' })
  @IsRFC3339({ message: 'must be a time such as 2030-01-01T00:00:00Z' })
  expiresAt?: string;
}

/** An API key without its secret. */
export class ApiKeyDto {
  @ApiProperty({ example: '3f0d1c6e-5f3a-4c1b-9a57-2f8f2f6b9a10' })
  id: string;

  @ApiProperty({ example: 'CI' })
  name: string;

  @ApiProperty({
    description: 'Stands in the key after `coin_`, to recognise it by',
    example: '0f1e2d3c4b5a6978',
  })
  prefix: string;

  @ApiProperty({ enum: SCOPES, isArray: true, example: ['read', 'publish'] })
  scopes: Scope[];

  @ApiProperty({
    description: 'When the key was last used, to the minute',
    type: String,
    nullable: true,
    example: '2026-03-02T08:15:00.000Z',
  })
  lastUsedAt: string | null;

  @ApiProperty({ type: String, nullable: true, example: '2030-01-01T00:00:00.000Z' })
  expiresAt: string | null;

  @ApiProperty({ example: '2026-03-01T12:00:00.000Z' })
  createdAt: string;

  constructor(row: ApiKey) {
    this.id = row.id;
    this.name = row.name;
    this.prefix = row.prefix;
    this.scopes = row.scopes;
    this.lastUsedAt = row.lastUsedAt?.toISOString() ?? null;
    this.expiresAt = row.expiresAt?.toISOString() ?? null;
    this.createdAt = row.createdAt.toISOString();
  }
}

/** A new API key: the only time its secret is shown. */
export class CreatedApiKeyDto extends ApiKeyDto {
  @ApiProperty({
    description: 'Keep it safe: it is not shown again',
    example: `coin_0f1e2d3c4b5a6978_${'x'.repeat(43)}`,
  })
  key: string;

  constructor(row: ApiKey, key: Secret) {
    super(row);
    this.key = key.reveal();
  }
}

/** One page of API keys, newest first. */
export class ApiKeyPageDto {
  @ApiProperty({ type: [ApiKeyDto] })
  items: ApiKeyDto[];

  @ApiProperty({
    description: '`cursor` of the next page; null on the last one',
    type: String,
    nullable: true,
    example: null,
  })
  nextCursor: string | null;

  constructor(rows: readonly ApiKey[], nextCursor: string | null) {
    this.items = rows.map((row) => new ApiKeyDto(row));
    this.nextCursor = nextCursor;
  }
}
