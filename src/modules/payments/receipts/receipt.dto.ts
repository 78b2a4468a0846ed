import { ApiProperty } from '@nestjs/swagger';
import { EXAMPLE_ASSET } from '../../../common/networks/index.js';
import type { Standing } from '../finality/standings.service.js';
import { RefundDto } from '../refunds/refund.dto.js';
import { ReceiptUsage } from './receipt-usage.decorator.js';

/** A receipt as answers carry it. */
export class SignedReceiptDto {
  @ApiProperty({
    description: 'Id of the call that was paid',
    format: 'uuid',
    example: '9b7e45bb-fcb0-496e-aba1-2da0dba7dc9a',
  })
  id: string;

  @ApiProperty({ description: 'CAIP-2 id', example: 'eip155:8453' })
  network: string;

  @ApiProperty({
    description: 'Token contract',
    example: EXAMPLE_ASSET,
  })
  asset: string;

  @ApiProperty({
    description: 'Wallet that paid',
    example: '0x4EdA9E883cCc66a4a6bFfcD0d4a6153619422629',
  })
  payer: string;

  @ApiProperty({
    description: 'Wallet that was paid',
    example: '0x2B05a1C0731a63867d2949063A14EE450B315A14',
  })
  payTo: string;

  @ApiProperty({ description: 'USDC', example: '0.05' })
  amount: string;

  @ApiProperty({
    description: 'Transaction hash',
    example: '0x2cc536c32ee449dc0758c019dd0f5551a7594c856fae12fb4361479f8fed0c7d',
  })
  transaction: string;

  @ReceiptUsage()
  usage?: Readonly<Record<string, unknown>>;

  @ApiProperty({
    description: 'All of it as a compact JWS, signed with a key of `/.well-known/jwks.json`',
    example: 'eyJhbGciOiJFZERTQSIsInR5cCI6Ing0MDItcmVjZWlwdCtqd3QifQ…',
  })
  signature: string;
}

class FinalityDto implements Standing {
  @ApiProperty({
    enum: ['pending', 'final', 'reversed'],
    description:
      '`pending`: a reorganisation of the chain may still remove the transfer; `reversed`: the transfer ' +
      'vanished from the chain, and the server booked it back',
  })
  state: Standing['state'];

  @ApiProperty({
    description:
      'The transaction that holds the transfer now: another one where the chain mined it again',
    example: '0x2cc536c32ee449dc0758c019dd0f5551a7594c856fae12fb4361479f8fed0c7d',
  })
  transaction: string;

  @ApiProperty({
    type: Date,
    nullable: true,
    description: 'Since when it is final or reversed',
    example: '2026-11-02T09:35:00.000Z',
  })
  since: Date | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Why a transfer that vanished cannot come any more',
    example: null,
  })
  reason: string | null;
}

export class ReceiptWithRefundDto extends SignedReceiptDto {
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What was bought',
    example: 'https://api.example.com/@ada/summarise',
  })
  resource: string | null;

  @ApiProperty({
    description: 'When the transfer was seen',
    format: 'date-time',
    example: '2026-11-02T09:30:00.000Z',
  })
  settledAt: Date;

  @ApiProperty({ description: 'How the transfer stands on the chain' })
  finality: FinalityDto;

  @ApiProperty({
    type: RefundDto,
    nullable: true,
    description: 'Null when no refund was asked for',
  })
  refund: RefundDto | null;
}

export class PublicKeyDto {
  @ApiProperty({ description: 'Kind of the key (RFC 8037)', example: 'OKP' })
  kty: string;

  @ApiProperty({ description: 'Curve of the key', example: 'Ed25519' })
  crv: string;

  @ApiProperty({
    description: 'The public key, base64url',
    example: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
  })
  x: string;

  @ApiProperty({ description: 'What the key signs with', example: 'EdDSA' })
  alg: string;

  @ApiProperty({ description: 'What the key is for', example: 'sig' })
  use: string;

  @ApiProperty({ description: 'Id of the key, as receipts name it', example: 'r1' })
  kid: string;
}

export class PublicKeysDto {
  @ApiProperty({
    description: 'All keys that receipts are signed with, also those of before',
    type: [PublicKeyDto],
  })
  keys: PublicKeyDto[];
}

class VerificationMethodDto {
  @ApiProperty({
    description: 'Name of the key, as the signatures name it (`kid`)',
    example: 'did:web:api.example.com#r1',
  })
  id: string;

  @ApiProperty({ description: 'How the key is written', example: 'JsonWebKey2020' })
  type: string;

  @ApiProperty({ description: 'Whose key it is', example: 'did:web:api.example.com' })
  controller: string;

  @ApiProperty({ description: 'The key (RFC 7517)' })
  publicKeyJwk: PublicKeyDto;
}

export class DidDocumentDto {
  @ApiProperty({
    name: '@context',
    description: 'What the words of the document mean (JSON-LD)',
    type: [String],
    example: ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/suites/jws-2020/v1'],
  })
  '@context': readonly string[];

  @ApiProperty({ description: 'Name of this server', example: 'did:web:api.example.com' })
  id: string;

  @ApiProperty({
    description: 'All keys that sign, or signed before',
    type: [VerificationMethodDto],
  })
  verificationMethod: VerificationMethodDto[];

  @ApiProperty({
    description: 'Names of the keys that speak for this server',
    type: [String],
    example: ['did:web:api.example.com#r1'],
  })
  assertionMethod: string[];
}
