import { ApiProperty } from '@nestjs/swagger';
import { z } from 'zod';
import type { DocumentKind, Documents } from '../reporting/documents.js';
import { AccountStatusDto, type Source, SourceProperty, ToldDto } from './account-status.dto.js';
import { ClaudeCodeDto } from './claude-code.dto.js';
import { MonthDto, ReportedFigureDto, RemainingDto } from './month.dto.js';
import { remainingOf } from './month.js';
import type { AccountFigures } from './provider-accounts.service.js';

/** A document of the provider’s, or that it tells none. */
class DocumentDto {
  @SourceProperty()
  source: Source;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When it was read',
    example: '2026-11-28T10:00:12.000Z',
  })
  fetchedAt: string | null;

  static about({ documents }: AccountFigures, kind: DocumentKind): DocumentDto {
    const kept = documents[kind];
    const isTold = kept !== undefined && kept.content !== null;
    return {
      source: isTold ? 'reported' : 'not_reported',
      fetchedAt: kept?.fetchedAt.toISOString() ?? null,
    };
  }
}

const itemsOf = (kind: DocumentKind, account: AccountFigures) =>
  (account.documents[kind]?.content ?? []) as readonly object[];

/** A list of the provider’s; empty where it tells none. */
export class DocumentListDto extends DocumentDto {
  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description: 'As docs/connections.md describes; amounts are US dollars',
  })
  items: readonly object[];

  static of(account: AccountFigures, kind: DocumentKind): DocumentListDto {
    return { ...DocumentDto.about(account, kind), items: itemsOf(kind, account) };
  }
}

export class DocumentObjectDto extends DocumentDto {
  @ApiProperty({
    description: 'As the provider told it; null when it told nothing',
    type: 'object',
    additionalProperties: true,
    nullable: true,
  })
  value: object | null;

  static of(account: AccountFigures, kind: 'organization' | 'credits' | 'key'): DocumentObjectDto {
    const value = account.documents[kind]?.content ?? null;
    return { ...DocumentDto.about(account, kind), value };
  }
}

/** What a creator asks first. */
export class AccountSummaryDto {
  @ApiProperty({ description: 'The plan, as you declared it' })
  planTier: ToldDto;

  @ApiProperty({ description: 'When the plan is paid next, as you declared it' })
  nextPayment: ToldDto;

  @ApiProperty({ description: 'Of this month' })
  requests: ReportedFigureDto;

  @ApiProperty({ description: 'Of this month' })
  tokens: ReportedFigureDto;

  @ApiProperty({ description: 'Of this month, in US dollars' })
  estimatedCost: ReportedFigureDto;

  @ApiProperty({ description: 'What is left to spend' })
  remaining: RemainingDto;
}

const chosenIds = z.array(z.object({ id: z.string() }));

/** All that is known of an account. */
export class AccountDataDto extends AccountStatusDto {
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When the server last read what can change: the same as `lastSyncedAt`',
    example: '2026-11-28T10:00:12.000Z',
  })
  fetchedAt: string | null;

  @ApiProperty({ description: 'All in a few lines' })
  summary: AccountSummaryDto;

  @ApiProperty({ description: 'This month so far' })
  month: MonthDto;

  @ApiProperty({ description: 'The organization that the key belongs to' })
  organization: DocumentObjectDto;

  @ApiProperty({ description: 'Each with `chosen`: whether you look at it' })
  workspaces: DocumentListDto;

  @ApiProperty({ description: 'Keys of the organization, never their secrets' })
  apiKeys: DocumentListDto;

  @ApiProperty({ description: 'What may be spent' })
  spendLimits: DocumentListDto;

  @ApiProperty({ description: 'How fast it may be called' })
  rateLimits: DocumentListDto;

  @ApiProperty({ description: 'What is prepaid' })
  credits: DocumentObjectDto;

  @ApiProperty({ description: 'What the provider says of the key itself' })
  key: DocumentObjectDto;

  @ApiProperty({ description: 'Who worked with Claude Code' })
  claudeCode: ClaudeCodeDto;

  static override of(account: AccountFigures): AccountDataDto {
    const status = AccountStatusDto.of(account);
    const month = MonthDto.of(account);
    const workspaces = DocumentListDto.of(account, 'workspaces');
    return {
      ...status,
      fetchedAt: status.lastSyncedAt,
      summary: summaryOf(account, status, month),
      month,
      organization: DocumentObjectDto.of(account, 'organization'),
      workspaces: { ...workspaces, items: withChoice(account) },
      apiKeys: DocumentListDto.of(account, 'api_keys'),
      spendLimits: DocumentListDto.of(account, 'spend_limits'),
      rateLimits: DocumentListDto.of(account, 'rate_limits'),
      credits: DocumentObjectDto.of(account, 'credits'),
      key: DocumentObjectDto.of(account, 'key'),
      claudeCode: ClaudeCodeDto.of(account),
    };
  }
}

function summaryOf(
  account: AccountFigures,
  { plan }: AccountStatusDto,
  { requests, tokens, cost }: MonthDto,
): AccountSummaryDto {
  const spent = { ...account.month.cost.series.total, value: cost.value };
  return {
    planTier: plan.tier,
    nextPayment: plan.nextPayment,
    requests,
    tokens,
    estimatedCost: cost,
    remaining: RemainingDto.of(remainingOf(account.documents, spent)),
  };
}

/** Without a choice, the user looks at all workspaces. */
function withChoice({ documents, connection }: AccountFigures): object[] {
  const chosen = chosenIds.safeParse(connection.metadata['workspaces']).data;
  const ids = chosen && new Set(chosen.map(({ id }) => id));
  const all: Documents['workspaces'] = documents.workspaces?.content ?? [];
  return all.map((workspace) => ({ ...workspace, chosen: ids?.has(workspace.id) ?? true }));
}
