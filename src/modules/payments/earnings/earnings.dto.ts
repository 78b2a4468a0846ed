import { ApiProperty } from '@nestjs/swagger';
import { Moment } from '../../../common/http/index.js';
import { EXAMPLE_ASSET } from '../../../common/networks/index.js';
import {
  JOURNAL_KINDS,
  type JournalKind,
  LEDGER_ACCOUNTS,
  type LedgerAccount,
} from '../ledger/journal.js';
import type { EntryLine, NetworkEarnings } from './summary.js';

/** The period of the earnings; all of time when both ends are left out. */
export class EarningsQuery {
  @Moment({
    optional: true,
    description: 'Beginning of the period (ISO 8601); a date means its first moment in UTC',
    example: '2026-11-01',
  })
  from?: string;

  @Moment({
    optional: true,
    description: 'End of the period; the moment itself does not belong to it',
    example: '2026-12-01',
  })
  to?: string;
}

export class NetworkEarningsDto implements NetworkEarnings {
  @ApiProperty({ description: 'CAIP-2 id', example: 'eip155:8453' })
  network: string;

  @ApiProperty({
    description: 'Address of the token',
    example: EXAMPLE_ASSET,
  })
  asset: string;

  @ApiProperty({
    type: 'integer',
    description: 'Calls that buyers paid, less those whose payment vanished from the chain',
    example: 120,
  })
  calls: number;

  @ApiProperty({
    description: 'What buyers paid, less what vanished from the chain, in USDC',
    example: '6.00',
  })
  gross: string;

  @ApiProperty({
    description: 'What you came to owe the platform, less what it gave up for refunds, in USDC',
    example: '0.14875',
  })
  fees: string;

  @ApiProperty({ description: 'Refunds that reached buyers, in USDC', example: '0.05' })
  refunded: string;

  @ApiProperty({
    description:
      'Refunds that you came to owe, less those that you paid, in USDC; negative where you paid more in the period than you came to owe',
    example: '0.00',
  })
  refundsOwed: string;

  @ApiProperty({
    description: 'gross − fees − refunded − refundsOwed, in USDC',
    example: '5.80125',
  })
  net: string;
}

export class EarningsDto {
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Null when you left it out',
    example: '2026-11-01T00:00:00.000Z',
  })
  from: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Null when you left it out',
    example: '2026-12-01T00:00:00.000Z',
  })
  to: string | null;

  @ApiProperty({ type: [NetworkEarningsDto], description: 'Empty when nothing was earned' })
  networks: NetworkEarningsDto[];
}

export class EntryLineDto implements EntryLine {
  @ApiProperty({ description: 'Position in the ledger', example: '1042' })
  id: string;

  @ApiProperty({
    format: 'uuid',
    description: 'What the entry is about: the paid call, or the refund',
    example: '8f14e45f-ceea-467f-a1d6-6d8f7b0a3c11',
  })
  journalId: string;

  @ApiProperty({ description: 'What happened', enum: JOURNAL_KINDS, example: 'settlement' })
  kind: JournalKind;

  @ApiProperty({
    description: 'The account of yours that it moved',
    enum: LEDGER_ACCOUNTS,
    example: 'revenue',
  })
  account: LedgerAccount;

  @ApiProperty({ description: 'CAIP-2 id', example: 'eip155:8453' })
  network: string;

  @ApiProperty({
    description: 'Address of the token',
    example: EXAMPLE_ASSET,
  })
  asset: string;

  @ApiProperty({ description: 'USDC; debits are positive, credits negative', example: '-0.04875' })
  amount: string;

  @ApiProperty({ description: 'When it was entered', example: '2026-11-21T10:00:00.000Z' })
  createdAt: string;
}

export class EntryPage {
  @ApiProperty({ description: 'Entries, newest first', type: [EntryLineDto] })
  items: EntryLineDto[];

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Cursor of the next page',
    example: null,
  })
  nextCursor: string | null;
}
