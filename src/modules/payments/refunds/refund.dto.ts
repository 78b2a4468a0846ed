import { ApiProperty } from '@nestjs/swagger';
import { Uuid } from '../../../common/http/index.js';
import { EXAMPLE_ASSET } from '../../../common/networks/index.js';
import { REFUND_STATUSES, type RefundStatus } from './refund-lifecycle.js';
import type { RefundView } from './refund-view.js';
import { PayersSignature, UnixSeconds } from '../signed-request.decorator.js';
import { WrittenReason } from './written-reason.decorator.js';

/** A transaction hash for examples in the documentation. */
export const TRANSACTION = `0x${'7c'.repeat(32)}`;

/** What a payer asks for, signed by the wallet that paid. */
export class RequestRefundDto {
  @Uuid({ message: 'must be the id of a receipt', description: '`receipt.id` of the paid call' })
  receiptId: string;

  @WrittenReason({
    description: 'Why you want the money back, in your words',
    example: 'The haiku has four lines.',
  })
  reason: string;

  @UnixSeconds()
  issuedAt: number;

  @PayersSignature(
    'EIP-712 signature of `RefundRequest(string receiptId,string reason,uint256 issuedAt)` in the ' +
      'domain `{name: "Coinslot", version: "1", chainId}` of the network that was paid on',
  )
  signature: string;
}

/** A refund, as everybody who knows its id may see it. */
export class RefundDto implements RefundView {
  @ApiProperty({ description: 'Id of the refund', format: 'uuid' })
  id: string;

  @ApiProperty({ description: 'The receipt of the call', format: 'uuid' })
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

  @ApiProperty({
    description: 'Where the call was paid, and the refund is',
    example: 'eip155:8453',
  })
  network: string;

  @ApiProperty({ description: 'Contract of the token', example: EXAMPLE_ASSET })
  asset: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Hash of the transaction that paid the refund',
    example: TRANSACTION,
  })
  transaction: string | null;
}
