import { ApiProperty } from '@nestjs/swagger';
import { OneOf, PageQuery, Text } from '../../../common/http/index.js';
import {
  REFUND_CAUSES,
  REFUND_STATUSES,
  type RefundCause,
  type RefundStatus,
} from './refund-lifecycle.js';
import { RefundDto, TRANSACTION } from './refund.dto.js';
import { WrittenReason } from './written-reason.decorator.js';

const nullable = { nullable: true };

/** A refund, as the creator sees it who owes it. */
export class OwnRefundDto extends RefundDto {
  @ApiProperty({
    description: '`failed_call`: you owe it since the call failed; `request`: the payer asked',
    enum: REFUND_CAUSES,
  })
  cause: RefundCause;

  @ApiProperty({
    type: String,
    ...nullable,
    description: 'The payer’s words, or the code of the failure',
    example: 'The haiku has four lines.',
  })
  reason: string | null;

  @ApiProperty({
    description: 'What you said to your decision',
    type: String,
    ...nullable,
    example: null,
  })
  decisionNote: string | null;

  @ApiProperty({ description: 'Send the amount to this wallet' })
  payer: string;

  @ApiProperty({
    description:
      'The wallet that was paid: send it from here, if you have shown that it is yours, or from another wallet of yours',
  })
  payee: string;

  @ApiProperty({
    description: 'When the payer asked; null when nobody did',
    type: String,
    ...nullable,
    example: '2026-11-21T10:00:00.000Z',
  })
  requestedAt: string | null;

  @ApiProperty({
    description: 'When you decided; null when you did not',
    type: String,
    ...nullable,
    example: '2026-11-21T11:00:00.000Z',
  })
  decidedAt: string | null;

  @ApiProperty({
    description: 'When the transfer was seen; null while it was not',
    type: String,
    ...nullable,
    example: null,
  })
  paidAt: string | null;

  @ApiProperty({
    description: 'Since when there is the refund',
    example: '2026-11-21T10:00:00.000Z',
  })
  createdAt: string;
}

export class OwnRefundsQuery extends PageQuery {
  @OneOf(REFUND_STATUSES, { optional: true, description: 'All, if left out' })
  status?: RefundStatus;
}

/** One page of a creator's refunds, newest first. */
export class OwnRefundPageDto {
  @ApiProperty({ description: 'Refunds, newest first', type: [OwnRefundDto] })
  items: OwnRefundDto[];

  @ApiProperty({
    description: '`cursor` of the next page; null on the last one',
    type: String,
    nullable: true,
    example: null,
  })
  nextCursor: string | null;
}

export class ApproveRefundDto {
  @WrittenReason({ optional: true, nullable: true, description: 'For your records' })
  note?: string | null;
}

export class DeclineRefundDto {
  @WrittenReason({ description: 'Why, for your records' })
  note: string;
}

export class RefundPaymentDto {
  @Text({
    min: 1,
    max: 200,
    pattern: /^[\x21-\x7e]*$/,
    message: 'must be the hash of a transaction',
    description: 'Hash of the transaction that sent the money',
    example: TRANSACTION,
  })
  transaction: string;
}
