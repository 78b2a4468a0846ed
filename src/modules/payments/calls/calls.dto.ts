import { ApiProperty } from '@nestjs/swagger';
import { PageQuery, ProblemDto, Text } from '../../../common/http/index.js';
import { SignedReceiptDto } from '../receipts/receipt.dto.js';
import { TRANSACTION } from '../refunds/refund.dto.js';
import { PayersSignature, UnixSeconds } from '../signed-request.decorator.js';

const STATUSES = ['running', 'succeeded', 'failed', 'expired'];
const PAYMENTS = ['not_charged', 'charged', 'unknown'];

/** A payer who asks for their calls, signed by the wallet that paid. */
export class FindCallsDto extends PageQuery {
  @Text({
    max: 100,
    description: 'CAIP-2 id of the network that was paid on',
    example: 'eip155:8453',
  })
  network: string;

  @Text({
    description: 'The wallet that paid',
    max: 100,
    example: '0x4EdA9E883cCc66a4a6bFfcD0d4a6153619422629',
  })
  payer: string;

  @UnixSeconds()
  issuedAt: number;

  @PayersSignature(
    'EIP-712 signature of `CallsRequest(string server,uint256 issuedAt)` in the domain ' +
      '`{name: "Coinslot", version: "1", chainId}` of the network; `server` is the public origin ' +
      'of this server, as it stands in `resource.url` of its challenges',
  )
  signature: string;
}

export class FoundCallDto {
  @ApiProperty({
    description: 'Id of the call',
    format: 'uuid',
    example: '9b7e45bb-fcb0-496e-aba1-2da0dba7dc9a',
  })
  id: string;

  @ApiProperty({
    description: 'Where to ask for the call, with its ticket',
    example: 'https://api.example.com/api/v1/executions/9b7e45bb-fcb0-496e-aba1-2da0dba7dc9a',
  })
  statusUrl: string;

  @ApiProperty({
    description:
      'The secret that opens the result: send it in the header PAYMENT-TICKET and show it to nobody',
    example: 'mYk2b0vX6m1r2c6jW0cQh4b1Qf7m0lq9o6m3yJ8s2Zk',
  })
  ticket: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What was bought',
    example: 'https://api.example.com/@ada/summarise',
  })
  resource: string | null;

  @ApiProperty({ description: 'USDC', example: '0.05' })
  amount: string;

  @ApiProperty({ description: 'Where the call stands', enum: STATUSES })
  status: string;

  @ApiProperty({ description: 'Whether you were charged', enum: PAYMENTS })
  payment: string;

  @ApiProperty({
    description: 'The transfer, where there is one',
    type: String,
    nullable: true,
    example: TRANSACTION,
  })
  transaction: string | null;

  @ApiProperty({ description: 'When the call began', format: 'date-time' })
  createdAt: Date;
}

export class FoundCallsDto {
  @ApiProperty({ description: 'Calls, newest first', type: [FoundCallDto] })
  items: FoundCallDto[];

  @ApiProperty({ type: String, nullable: true, description: 'Null on the last page' })
  nextCursor: string | null;
}

export class CallDto {
  @ApiProperty({
    description: 'Id of the call',
    format: 'uuid',
    example: '9b7e45bb-fcb0-496e-aba1-2da0dba7dc9a',
  })
  id: string;

  @ApiProperty({ description: 'Where the call stands', enum: STATUSES })
  status: string;

  @ApiProperty({ description: 'Whether you were charged', enum: PAYMENTS })
  payment: string;

  @ApiProperty({
    nullable: true,
    description: 'What the route answers with; null while there is none, or when it is bytes',
    example: { square: 49 },
  })
  result: object | null;

  @ApiProperty({ type: ProblemDto, nullable: true, description: 'Why there is no result' })
  failure: object | null;

  @ApiProperty({
    description: 'The transfer, where there is one',
    type: String,
    nullable: true,
    example: TRANSACTION,
  })
  transaction: string | null;

  @ApiProperty({ type: SignedReceiptDto, nullable: true, description: 'Null unless charged' })
  receipt: SignedReceiptDto | null;

  @ApiProperty({ description: 'When the call began', format: 'date-time' })
  createdAt: Date;

  @ApiProperty({
    description: 'When the call ended; null while it runs',
    type: String,
    format: 'date-time',
    nullable: true,
  })
  finishedAt: Date | null;
}
