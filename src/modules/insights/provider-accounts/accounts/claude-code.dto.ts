import { ApiProperty } from '@nestjs/swagger';
import { formatUsd } from '../../../../common/money/index.js';
import { type Source, SourceProperty } from './account-status.dto.js';
import type { AccountFigures } from './provider-accounts.service.js';

class ActorDto {
  @ApiProperty({
    enum: ['user', 'api_key', 'other'],
    description: 'Whether a person or a key worked',
    example: 'user',
  })
  kind: string;

  @ApiProperty({
    description: 'The e-mail address of a person, or the name of a key',
    example: 'ada@example.com',
  })
  name: string;

  @ApiProperty({ description: 'On how many days', example: 12 })
  activeDays: number;

  @ApiProperty({ description: 'Sessions', example: '31' })
  sessions: string;

  @ApiProperty({ description: 'Lines of code added', example: '4210' })
  linesAdded: string;

  @ApiProperty({ description: 'Lines of code removed', example: '1180' })
  linesRemoved: string;

  @ApiProperty({ description: 'Commits made', example: '40' })
  commits: string;

  @ApiProperty({ description: 'Pull requests made', example: '9' })
  pullRequests: string;

  @ApiProperty({ description: 'Tokens read', example: '180000' })
  inputTokens: string;

  @ApiProperty({ description: 'Tokens written', example: '60000' })
  outputTokens: string;

  @ApiProperty({ description: 'Tokens read from a cache', example: '900000' })
  cacheReadTokens: string;

  @ApiProperty({ description: 'Tokens written to a cache', example: '70000' })
  cacheWriteTokens: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What the provider estimates that it cost, in US dollars',
    example: '8.25',
  })
  cost: string | null;
}

/** Who worked with Claude Code in the last thirty days. Names are kept for 90 days at the most. */
export class ClaudeCodeDto {
  @SourceProperty()
  source: Source;

  @ApiProperty({ description: 'First day that counts', example: '2026-10-30' })
  from: string;

  @ApiProperty({ description: 'The day after the last', example: '2026-11-29' })
  to: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The first of these days that was read',
    example: '2026-10-30',
  })
  knownFrom: string | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When the latest of them was read',
    example: '2026-11-28T10:00:12.000Z',
  })
  fetchedAt: string | null;

  @ApiProperty({ type: [ActorDto], description: 'At most 200, the busiest first' })
  actors: ActorDto[];

  static of({ coding, actors, codingDays }: AccountFigures): ClaudeCodeDto {
    return {
      source: coding === undefined ? 'not_reported' : 'reported',
      ...codingDays,
      knownFrom: coding?.knownFrom ?? null,
      fetchedAt: coding?.fetchedAt.toISOString() ?? null,
      actors: actors.map((actor) => ({ ...actor, cost: actor.cost && formatUsd(actor.cost) })),
    };
  }
}
