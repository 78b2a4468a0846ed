import { ApiProperty } from '@nestjs/swagger';
import { Text } from '../../../common/http/index.js';
import { Name } from '../name.decorator.js';
import type { Profile } from './profiles.service.js';
import { looksReserved, USERNAME } from './username.js';

/** What an account shows of itself to its owner. */
export class ProfileDto {
  @ApiProperty({
    description: 'Id of your account',
    example: '3f0d1c6e-5f3a-4c1b-9a57-2f8f2f6b9a10',
  })
  id: string;

  @ApiProperty({
    description: 'Stands in the addresses of what the user sells; null until chosen',
    type: String,
    nullable: true,
    example: 'ada',
  })
  username: string | null;

  @ApiProperty({
    description: 'What buyers see beside your username',
    type: String,
    nullable: true,
    example: 'Ada Lovelace',
  })
  displayName: string | null;

  @ApiProperty({
    description: 'The wallet the user signs in with',
    type: String,
    nullable: true,
    example: '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
  })
  walletAddress: string | null;

  @ApiProperty({ description: 'When you first signed in', example: '2026-03-01T12:00:00.000Z' })
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
  @Text({
    min: 3,
    max: 20,
    pattern: USERNAME,
    message: 'must be 3 to 20 small letters, digits or underscores, and not underscores alone',
    rules: [
      [(name) => !looksReserved(name), 'is reserved, or looks as if it were: choose another one'],
    ],
    optional: true,
    description:
      'Unique, also without underscores at its ends or side by side; changing it changes the addresses of what the user sells. One that the user had before stays theirs',
    example: 'ada',
  })
  username?: string;

  @Name({ optional: true, nullable: true, description: 'Null removes it', example: 'Ada Lovelace' })
  displayName?: string | null;
}
