import { ApiProperty } from '@nestjs/swagger';
import type { Secret } from '../../../common/crypto/index.js';
import { ListOf, Moment, oneOf } from '../../../common/http/index.js';
import { type Scope, SCOPES } from '../guard/authenticated-user.js';
import { Name } from '../name.decorator.js';
import type { ApiKey } from './api-key.entity.js';

/** What a user decides about a new key. */
export class CreateApiKeyDto {
  @Name({ description: 'To tell keys apart', example: 'CI' })
  name: string;

  @ListOf(oneOf(SCOPES), {
    min: 1,
    max: SCOPES.length,
    unique: true,
    description:
      'What the key may do: `read` the data of the account, `publish` what it sells, `admin` the account itself. None includes another.',
    example: ['read', 'publish'],
  })
  scopes: Scope[];

  @Moment({
    optional: true,
    nullable: true,
    description:
      'When the key stops working: ISO 8601, a day (in UTC) or a time with its zone; never when left out',
    example: '2030-01-01T00:00:00Z',
  })
  expiresAt?: string | null;
}

/** An API key without its secret. */
export class ApiKeyDto {
  @ApiProperty({
    description: 'Id of the key, not the key',
    example: '3f0d1c6e-5f3a-4c1b-9a57-2f8f2f6b9a10',
  })
  id: string;

  @ApiProperty({ description: 'What you call the key', example: 'CI' })
  name: string;

  @ApiProperty({
    description: 'Stands in the key after `coin_`, to recognise it by',
    example: '0f1e2d3c4b5a6978',
  })
  prefix: string;

  @ApiProperty({
    description: 'What the key may do',
    enum: SCOPES,
    isArray: true,
    example: ['read', 'publish'],
  })
  scopes: Scope[];

  @ApiProperty({
    description: 'When the key was last used, to the minute',
    type: String,
    nullable: true,
    example: '2026-03-02T08:15:00.000Z',
  })
  lastUsedAt: string | null;

  @ApiProperty({
    description: 'When the key stops working; null when it does not',
    type: String,
    nullable: true,
    example: '2030-01-01T00:00:00.000Z',
  })
  expiresAt: string | null;

  @ApiProperty({ description: 'When you created it', example: '2026-03-01T12:00:00.000Z' })
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
  @ApiProperty({ description: 'Keys that work, newest first', type: [ApiKeyDto] })
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
