import { ApiProperty } from '@nestjs/swagger';
import { EXAMPLE_ASSET } from '../../../common/networks/index.js';
import type { Token } from './network-face.js';
import type { PaymentNetwork } from './payment-network.js';

/** A token that buyers pay with. */
export class TokenDto {
  @ApiProperty({ description: 'What people call it', example: 'USDC' })
  symbol: string;

  @ApiProperty({ description: 'As offers and receipts name it', example: EXAMPLE_ASSET })
  asset: string;

  constructor({ symbol, asset }: Token) {
    this.symbol = symbol;
    this.asset = asset;
  }
}

/** A network that buyers can pay on here. */
export class NetworkDto {
  @ApiProperty({ description: 'CAIP-2 id', example: 'eip155:8453' })
  id: string;

  @ApiProperty({ description: 'What people call it', example: 'Base' })
  name: string;

  @ApiProperty({ description: 'Whether its money is worth nothing', example: false })
  isTestnet: boolean;

  @ApiProperty({
    description: 'What x402 v1 calls it; null if only v2 buyers can pay on it',
    type: String,
    nullable: true,
    example: 'base',
  })
  v1Name: string | null;

  @ApiProperty({
    description: 'Dollars, with six decimals; buyers are offered the first one first',
    type: [TokenDto],
  })
  tokens: TokenDto[];

  @ApiProperty({
    description:
      'Page of a transaction, with `{transaction}` in the place of its id; null if nobody shows them',
    type: String,
    nullable: true,
    example: 'https://basescan.org/tx/{transaction}',
  })
  transactionUrl: string | null;

  constructor({ id, v1Name, face }: PaymentNetwork) {
    this.id = id;
    this.name = face.name;
    this.isTestnet = face.isTestnet;
    this.v1Name = v1Name ?? null;
    this.tokens = face.tokens.map((token) => new TokenDto(token));
    this.transactionUrl = face.transactionUrl ?? null;
  }
}

export class NetworkListDto {
  @ApiProperty({
    description: 'In the order in which buyers are offered them',
    type: [NetworkDto],
  })
  items: NetworkDto[];
}
