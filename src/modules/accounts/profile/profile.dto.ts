import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { Matches, ValidateBy, ValidateIf } from 'class-validator';
import { toNfc } from '../../../common/text/index.js';
import { ONE_LINE, ONE_LINE_MESSAGE } from '../one-line.js';
import type { Profile } from './profiles.service.js';
import { looksReserved, USERNAME } from './username.js';

const NOT_RESERVED = {
  name: 'notReserved',
  validator: {
    validate: (name: unknown) => typeof name === 'string' && !looksReserved(name),
    defaultMessage: () => 'is reserved, or looks as if it were: choose another one',
  },
};

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
    description:
      'Unique, also without underscores at its ends or side by side; changing it changes the addresses of what the user sells. One that the user had before stays theirs',
    pattern: USERNAME.source,
    example: 'ada',
  })
  @ValidateIf((_body, value: unknown) => value !== undefined)
  @ValidateBy(NOT_RESERVED)
  @Matches(USERNAME, {
    message: 'must be 3 to 20 small letters, digits or underscores, and not underscores alone',
  })
  username?: string;

  @ApiPropertyOptional({
    description: 'Null removes it',
    type: String,
    nullable: true,
    minLength: 1,
    maxLength: 60,
    example: 'Ada Lovelace',
  })
  @Transform(({ value }: { value: unknown }) => toNfc(value))
  @ValidateIf((_body, value: unknown) => value !== undefined && value !== null)
  @Matches(ONE_LINE, { message: ONE_LINE_MESSAGE })
  displayName?: string | null;
}
