import { ApiProperty } from '@nestjs/swagger';
import { Text } from '../../../common/http/index.js';
import type { Remains } from './deletion.repository.js';

/** What a user types to show that they mean it. */
export class DeleteAccountQuery {
  @Text({
    min: 1,
    max: 40,
    description: 'The username; the id of an account that has none',
    example: 'ada',
  })
  confirm: string;
}

/** What stays of a deleted account, and for whom. */
export class DeletedAccountDto {
  @ApiProperty({ description: 'Always true', example: true })
  deleted: true = true;

  @ApiProperty({
    description: 'Calls that buyers had made before; each is finished, or given back to its buyer',
    example: 0,
  })
  openCalls: number;

  @ApiProperty({
    description: 'Results that buyers have paid for and can fetch for as long as they were told',
    example: 12,
  })
  keptResults: number;

  @ApiProperty({
    description:
      'Refunds that are owed to buyers or asked for. One that is owed still counts as paid when it comes from a wallet that you had shown to be yours',
    example: 0,
  })
  openRefunds: number;

  @ApiProperty({
    description: 'What is kept under an id that leads to nobody; docs/accounts.md says why',
    type: [String],
    example: ['ledger', 'receipts', 'usage', 'usernames'],
  })
  kept: readonly string[] = ['ledger', 'receipts', 'usage', 'usernames'];

  constructor({ openCalls, keptResults, openRefunds }: Remains) {
    this.openCalls = openCalls;
    this.keptResults = keptResults;
    this.openRefunds = openRefunds;
  }
}
