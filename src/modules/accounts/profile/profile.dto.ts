import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsNotIn, Matches, ValidateIf } from 'class-validator';
import { ONE_LINE, ONE_LINE_MESSAGE } from '../one-line.js';
import type { Profile } from './profiles.service.js';
import { RESERVED_USERNAMES, USERNAME } from './username.js';

/** What an account shows of itself to its owner. */
export class ProfileDto {
  @ApiProperty({ example: '3f0d1c6e-5f3a-4c1b-9a57-2f8f2f6b9a10' })
  id: string;

  @ApiProperty({
    description: 'Stands in the addresses of what the user sells; null until chosen',
    type: String,
    nullable: true,
    example: 'ada',
  })
  username: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'Ada Lovelace' })
  displayName: string | null;

  @ApiProperty({
    description: 'The wallet the user signs in with',
    type: String,
    nullable: true,
    example: '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
  })
  walletAddress: string | null;

  @ApiProperty({ example: '2026-03-01T12:00:00.000Z' })
  createdAt: string;

  constructor(profile: Profile) {
    this.id = profile.id;
    this.username = profile.username;
    this.displayName = profile.displayName;
    this.walletAddress = profile.walletAddress;
    this.createdAt = profile.createdAt.toISOString();
  }
}

/** Changes to a profile; what is left out stays. */
export class ChangeProfileDto {
  @ApiPropertyOptional({
    description: 'Unique; changing it changes the addresses of what the user sells',
    pattern: USERNAME.source,
    example: 'ada',
  })
  @ValidateIf((_body, value: unknown) => value !== undefined)
  @IsNotIn([...RESERVED_USERNAMES], { message: 'is reserved: choose another one' })
  @Matches(USERNAME, { message: 'must be 3 to 20 small letters, digits or underscores' })
  username?: string;

  @ApiPropertyOptional({
    description: 'Null removes it',
    type: String,
    nullable: true,
    minLength: 1,
    maxLength: 60,
    example: 'Ada Lovelace',
  })
  @ValidateIf((_body, value: unknown) => value !== undefined && value !== null)
  @Matches(ONE_LINE, { message: ONE_LINE_MESSAGE })
  displayName?: string | null;
}
