import { ApiProperty } from '@nestjs/swagger';
import { Text } from '../../../common/http/index.js';
import { ProfileDto } from '../profile/profile.dto.js';
import { SessionTokensDto } from '../sessions/session.dto.js';
import type { SessionTokens } from '../sessions/sessions.service.js';
import { SIGNATURE, SIGNATURE_LENGTH, SIGNATURE_MESSAGE } from '../signed-messages/signature.js';
import type { SignInChallenge } from './sign-in.service.js';

/** A nonce and what the EIP-4361 message to sign must say beside it. */
export class SignInChallengeDto {
  @ApiProperty({ description: 'Good for one sign-in', example: '5f1c0b7c2f6e4d0f9a3b8e7d6c5b4a39' })
  nonce: string;

  @ApiProperty({ description: 'When the nonce expires', example: '2026-03-01T12:10:00.000Z' })
  expiresAt: string;

  @ApiProperty({ description: 'The `domain` of the message', example: 'api.example.com' })
  domain: string;

  @ApiProperty({ description: 'The `URI` of the message', example: 'https://api.example.com' })
  uri: string;

  @ApiProperty({
    description: 'The `Chain ID` of the message is one of these',
    type: [Number],
    example: [8453],
  })
  chainIds: readonly number[];

  constructor(challenge: SignInChallenge) {
    this.nonce = challenge.nonce;
    this.expiresAt = challenge.expiresAt.toISOString();
    this.domain = challenge.domain;
    this.uri = challenge.uri;
    this.chainIds = challenge.chainIds;
  }
}

/** A signed message. */
export class VerifySignInDto {
  @Text({
    max: 4_000,
    message: 'must be the message that was signed',
    description: 'The message as it was signed (EIP-4361)',
    example:
      'api.example.com wants you to sign in with your Ethereum account:\n0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed\n\n\nURI: https://api.example.com\nVersion: 1\nChain ID: 8453\nNonce: 5f1c0b7c2f6e4d0f9a3b8e7d6c5b4a39\nIssued At: 2026-03-01T12:00:00.000Z',
  })
  message: string;

  @Text({
    max: SIGNATURE_LENGTH,
    pattern: SIGNATURE,
    message: SIGNATURE_MESSAGE,
    description:
      'The signature of the message (EIP-191, `personal_sign`): of a key, of a contract (ERC-1271), or of one to be deployed (ERC-6492)',
    example: `0x${'1b'.repeat(65)}`,
  })
  signature: `0x${string}`;
}

/** The tokens of a new session, and whose it is. */
export class SignedInDto extends SessionTokensDto {
  @ApiProperty({ description: 'Who has signed in', type: ProfileDto })
  user: ProfileDto;

  constructor(tokens: SessionTokens, user: ProfileDto) {
    super(tokens);
    this.user = user;
  }
}
