import { ApiProperty } from '@nestjs/swagger';
import { Text } from '../../../common/http/index.js';
import { Address } from '../address.decorator.js';
import { SIGNATURE_LENGTH } from '../signed-messages/signature.js';
import type { ProofMethod, WalletProof } from './wallet-proof.entity.js';
import type { ProofChallenge } from './wallet-proofs.service.js';

const MESSAGE =
  'api.example.com wants you to sign in with your Ethereum account:\n0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed\n\nI show that this wallet belongs to the Coinslot account 3f0d1c6e-5f3a-4c1b-9a57-2f8f2f6b9a10. This pays nothing and signs nobody in.\n\nURI: https://api.example.com\nVersion: 1\nChain ID: 8453\nNonce: 5f1c0b7c2f6e4d0f69a43b8e7d6c5b4a395f1c0b7c2f6e4d0f9a3b8e\nIssued At: 2026-03-01T12:00:00.000Z\nExpiration Time: 2026-03-01T12:10:00.000Z';

/** The wallet to show. */
export class ProofChallengeRequest {
  @Address()
  address: string;

  @Text({
    max: 41,
    pattern: /^[a-z0-9-]{3,8}:[a-zA-Z0-9_-]{1,32}$/,
    message: 'must be a CAIP-2 id',
    optional: true,
    description:
      'CAIP-2 id of the network that a wallet which is a contract is on; keys need none. The first of this server’s by default',
    example: 'eip155:8453',
  })
  network?: string;
}

/** What the wallet has to sign. */
export class ProofChallengeDto {
  @ApiProperty({
    description: 'Let the wallet sign exactly this (on EVM chains EIP-191, `personal_sign`)',
    example: MESSAGE,
  })
  message: string;

  @ApiProperty({ description: 'When the message expires', example: '2026-03-01T12:10:00.000Z' })
  expiresAt: string;

  constructor({ message, expiresAt }: ProofChallenge) {
    this.message = message;
    this.expiresAt = expiresAt.toISOString();
  }
}

/** The message of a challenge, signed. */
export class ProveWalletDto {
  @Text({
    max: 4_000,
    message: 'must be the message that was signed',
    description: 'The `message` of the challenge',
    example: MESSAGE,
  })
  message: string;

  @Text({
    min: 1,
    max: SIGNATURE_LENGTH,
    pattern: /^[\x21-\x7e]*$/,
    message: 'must be the signature in printable characters',
    description: 'The signature of the message (on EVM chains EIP-191, `personal_sign`)',
    example: `0x${'1b'.repeat(65)}`,
  })
  signature: string;
}

/** A wallet that was shown to be the user's. */
export class WalletProofDto {
  @ApiProperty({
    description: 'The wallet that is yours',
    example: '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
  })
  address: string;

  @ApiProperty({ description: 'When you showed it', example: '2026-03-01T12:01:00.000Z' })
  provenAt: string;

  @ApiProperty({ description: 'How you showed it', enum: ['sign_in', 'signature'] })
  method: ProofMethod;

  constructor({ address, provenAt, method }: WalletProof) {
    this.address = address;
    this.provenAt = provenAt.toISOString();
    this.method = method;
  }
}
