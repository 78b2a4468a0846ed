import { ApiProperty } from '@nestjs/swagger';
import { IsInt, IsString, IsUUID, Matches, Max, MaxLength, Min } from 'class-validator';
import { EXAMPLE_ASSET } from '../../../common/networks/index.js';
import { REFUND_STATUSES, type RefundStatus } from './refund-lifecycle.js';
import type { RefundView } from './refund-view.js';
import { WrittenReason } from './written-reason.decorator.js';

/** A transaction hash for examples in the documentation. */
export const TRANSACTION = `0x${'7c'.repeat(32)}`;

/** Names a refund in the path. */
export class RefundParams {
  @ApiProperty({ format: 'uuid' })
  @IsUUID(undefined, { message: 'must be the id of a refund' })
  id: string;
}

/** What a payer asks for, signed by the wallet that paid. */
export class RequestRefundDto {
  @ApiProperty({ description: '`receipt.id` of the paid call', format: 'uuid' })
  @IsUUID(undefined, { message: 'must be the id of a receipt' })
  receiptId: string;

  @ApiProperty({ example: 'The haiku has four lines.', minLength: 1, maxLength: 1000 })
  @WrittenReason()
  reason: string;

  @ApiProperty({ description: 'Now, in Unix seconds', example: 1_795_255_200 })
  @IsInt()
  @Min(0)
  @Max(253_402_300_799)
  issuedAt: number;

  @ApiProperty({
    description:
      'EIP-712 signature of `RefundRequest(string receiptId,string reason,uint256 issuedAt)` in the ' +
      'domain `{name: "Coinslot", version: "1", chainId}` of the network that was paid on',
    example: `0x${'5a'.repeat(65)}`,
  })
  @IsString()
  @MaxLength(8194)
  @Matches(/^[\x21-\x7e]+$/, { message: 'must be the signature in printable characters' })
  signature: string;
}

/** A refund, as everybody who knows its id may see it. */
export class RefundDto implements RefundView {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ format: 'uuid' })
  receiptId: string;

  @ApiProperty({
    enum: REFUND_STATUSES,
    description:
      '`requested`: the creator has to decide; `owed`: the creator has to pay; `declined`, `paid` and ' +
      '`void` (the payment vanished from the chain) are final',
  })
  status: RefundStatus;

  @ApiProperty({ description: 'USDC: the whole price', example: '0.05' })
  amount: string;

  @ApiProperty({ example: 'eip155:8453' })
  network: string;

  @ApiProperty({ example: EXAMPLE_ASSET })
  asset: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Hash of the transaction that paid the refund',
    example: TRANSACTION,
  })
  transaction: string | null;
}
