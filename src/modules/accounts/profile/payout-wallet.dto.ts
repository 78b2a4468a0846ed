import { ApiProperty } from '@nestjs/swagger';
import { Text } from '../../../common/http/index.js';
import { Address } from '../address.decorator.js';
import type { OwnPayoutWallet } from './payout-wallets.service.js';

/** Names a network in the path. */
export class NetworkParams {
  @Text({
    max: 41,
    pattern: /^[a-z0-9-]{3,8}:[a-zA-Z0-9_-]{1,32}$/,
    message: 'must be a CAIP-2 id',
    description: 'CAIP-2 id of the network',
    example: 'eip155:8453',
  })
  network: string;
}

/** The address to pay earnings to. */
export class PutPayoutWalletDto {
  @Address()
  address: string;
}

/** Where earnings on one network are paid to. */
export class PayoutWalletDto {
  @ApiProperty({ description: 'CAIP-2 id of the network', example: 'eip155:8453' })
  network: string;

  @ApiProperty({
    description: 'Wallet that buyers pay to',
    example: '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
  })
  address: string;

  @ApiProperty({
    description:
      'When you showed that it is yours, see `POST /me/payout-wallets/verify`; null: never, so transfers from it pay no refunds',
    type: String,
    nullable: true,
    example: '2026-03-01T12:01:00.000Z',
  })
  provenAt: string | null;

  constructor({ network, address, provenAt }: OwnPayoutWallet) {
    this.network = network;
    this.address = address;
    this.provenAt = provenAt?.toISOString() ?? null;
  }
}

/** Every payout wallet of a user: at most one a network. */
export class PayoutWalletsDto {
  @ApiProperty({
    description: 'One wallet for each network where you chose one',
    type: [PayoutWalletDto],
  })
  items: PayoutWalletDto[];

  constructor(wallets: readonly OwnPayoutWallet[]) {
    this.items = wallets.map((wallet) => new PayoutWalletDto(wallet));
  }
}
