import { ApiProperty } from '@nestjs/swagger';
import { formatUsd } from '../../../../common/money/index.js';
import type { CollectionStatus } from '../collection/collections.repository.js';
import type { Account } from './provider-accounts.service.js';

const SOURCES = ['declared', 'reported', 'not_reported'] as const;

/** Who says something: the user, the provider, or nobody. */
export type Source = (typeof SOURCES)[number];

const STATUSES: readonly CollectionStatus[] = [
  'waiting',
  'collecting',
  'complete',
  'inconsistent',
  'unreadable',
  'unreachable',
  'refused',
  'no_account',
];
/** With these, what is known is older than it should be. */
const FAILED: ReadonlySet<string> = new Set(['unreadable', 'unreachable', 'refused', 'no_account']);

export const SourceProperty = () =>
  ApiProperty({
    enum: SOURCES,
    description:
      '`declared`: you say so. `reported`: the provider does. `not_reported`: nobody does, and the value is null',
    example: 'declared',
  });

export class ToldDto {
  @ApiProperty({
    description: 'What was said; null when nobody said anything',
    type: String,
    nullable: true,
    example: 'Team',
  })
  value: string | null;

  @SourceProperty()
  source: Source;

  /** No endpoint of a provider tells it: who knows it is the user. */
  static declared(value: string | null): ToldDto {
    return { value, source: value === null ? 'not_reported' : 'declared' };
  }
}

export class PlanDto {
  @ApiProperty({ description: 'What the plan is called' })
  tier: ToldDto;

  @ApiProperty({ description: 'What each cycle costs, in US dollars' })
  price: ToldDto;

  @ApiProperty({ description: 'ISO 4217 code', example: 'USD' })
  currency: string;

  @ApiProperty({ description: '`monthly` or `yearly`' })
  cycle: ToldDto;

  @ApiProperty({ description: 'The day of the next payment' })
  nextPayment: ToldDto;

  static of({ tier, priceUsd, cycle, nextPayment }: Account['plan']): PlanDto {
    return {
      tier: ToldDto.declared(tier),
      price: ToldDto.declared(priceUsd && formatUsd(priceUsd)),
      currency: 'USD',
      cycle: ToldDto.declared(cycle),
      nextPayment: ToldDto.declared(nextPayment),
    };
  }
}

export class CollectionDto {
  @ApiProperty({
    enum: STATUSES,
    description:
      '`waiting`: nothing was read yet with the present key. `collecting`: there is more of the past to read. `complete`: all is known ' +
      'that the provider tells. `inconsistent`: it is, and the provider contradicts itself. `unreadable`: what it ' +
      'tells cannot be true. `unreachable`: it does not answer. `refused`: the key is no good any more. ' +
      '`no_account`: the key shows no account',
    example: 'complete',
  })
  status: CollectionStatus;

  @ApiProperty({ type: String, nullable: true, description: 'What is wrong', example: null })
  reason: string | null;

  @ApiProperty({ description: 'Days of figures are those of UTC', enum: ['utc'], example: 'utc' })
  days: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The first day that is known; earlier ones are unknown, and not zero',
    example: '2026-01-01',
  })
  knownFrom: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The day after the last that is known',
    example: '2026-11-29',
  })
  knownTo: string | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Up to when all is in the figures, as the provider says',
    example: '2026-11-28T10:00:00.000Z',
  })
  asOf: string | null;

  static of({ collection: { status, reason }, usage }: Account): CollectionDto {
    return {
      status,
      reason,
      days: 'utc',
      knownFrom: usage?.knownFrom ?? null,
      knownTo: usage?.knownTo ?? null,
      asOf: usage?.asOf?.toISOString() ?? null,
    };
  }
}

export class AccountStatusDto {
  @ApiProperty({ description: 'Id of the provider', example: 'anthropic' })
  provider: string;

  @ApiProperty({ description: 'Where your connection stands', example: 'connected' })
  connectionStatus: string;

  @ApiProperty({ description: 'How your figures stand' })
  collection: CollectionDto;

  @ApiProperty({ description: 'The plan, as you declared it' })
  plan: PlanDto;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When the server last read what can change; null before the first time',
    example: '2026-11-28T10:00:12.000Z',
  })
  lastSyncedAt: string | null;

  @ApiProperty({
    description: 'What is shown is older than it should be: the last good answer of the provider',
    example: false,
  })
  isStale: boolean;

  @ApiProperty({ type: String, nullable: true, description: 'Why', example: null })
  staleReason: string | null;

  static of(account: Account): AccountStatusDto {
    const { provider, connection, collection, plan } = account;
    const { status, reason, syncedAt, isLate } = collection;
    const isStale = FAILED.has(status) || isLate;
    return {
      provider,
      connectionStatus: connection.status,
      collection: CollectionDto.of(account),
      plan: PlanDto.of(plan),
      lastSyncedAt: syncedAt?.toISOString() ?? null,
      isStale,
      staleReason: isStale ? (reason ?? 'The account has yet to be read') : null,
    };
  }
}
