import { ApiProperty } from '@nestjs/swagger';
import { Text } from '../../../common/http/index.js';
import type { SessionTokens } from './sessions.service.js';

/** A refresh token, to be exchanged or given back. */
export class RefreshTokenDto {
  @Text({
    max: 200,
    message: 'must be the refresh token',
    description: 'The refresh token of this session that was issued last',
    example: 'pXm1bWv0i2m4iX5cV1wG0mRkq0o5o0Yt6XkR3b2cYzE',
  })
  refreshToken: string;
}

/** What a client holds while signed in. */
export class SessionTokensDto {
  @ApiProperty({
    description: 'Send it as `Authorization: Bearer`',
    example:
      'eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCJ9.eyJpc3MiOiJodHRwczovL2FwaS5leGFtcGxlLmNvbSJ9.c2ln',
  })
  accessToken: string;

  @ApiProperty({ description: 'Seconds until the access token expires', example: 900 })
  expiresIn: number;

  @ApiProperty({
    description: 'Valid for 30 days and one use at `/auth/refresh`',
    example: 'pXm1bWv0i2m4iX5cV1wG0mRkq0o5o0Yt6XkR3b2cYzE',
  })
  refreshToken: string;

  constructor({ accessToken, expiresIn, refreshToken }: SessionTokens) {
    this.accessToken = accessToken;
    this.expiresIn = expiresIn;
    this.refreshToken = refreshToken;
  }
}
