import { ApiProperty } from '@nestjs/swagger';

/** A paid call that goes on. */
export class PendingCallDto {
  @ApiProperty({ description: 'Id of the call', format: 'uuid' })
  id: string;

  @ApiProperty({
    description: 'Where to ask how it stands, with the ticket',
    example: 'https://api.example.com/api/v1/executions/3f0d8c1e-6a4b-4c57-9d2e-1f7b5a9c8e24',
  })
  statusUrl: string;

  @ApiProperty({
    description: 'Opens the call there: send it in the header PAYMENT-TICKET and show it to nobody',
    example: 'mYk2b0vX6m1r2c6jW0cQh4b1Qf7m0lq9o6m3yJ8s2Zk',
  })
  ticket: string;

  @ApiProperty({ description: 'It goes on', enum: ['running'] })
  status: string;

  @ApiProperty({
    description: 'Whether the buyer was charged by now',
    enum: ['not_charged', 'charged', 'unknown'],
  })
  payment: string;

  @ApiProperty({
    description: 'Hash of the transfer, as soon as it is known',
    type: String,
    nullable: true,
    example: `0x${'7c'.repeat(32)}`,
  })
  transaction: string | null;
}
