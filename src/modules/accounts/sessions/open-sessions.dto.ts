import { ApiProperty } from '@nestjs/swagger';
import type { OpenSession } from './refresh-tokens.repository.js';

/** A session that lasts. */
export class OpenSessionDto {
  @ApiProperty({
    description: 'Id of the session',
    example: '3f0d1c6e-5f3a-4c1b-9a57-2f8f2f6b9a10',
  })
  id: string;

  @ApiProperty({
    description: 'Whether this request is of it; known of the cookies of a browser alone',
    example: true,
  })
  isCurrent: boolean;

  @ApiProperty({ description: 'When it began', example: '2026-03-01T12:00:00.000Z' })
  startedAt: string;

  @ApiProperty({
    description: 'When its tokens were last renewed',
    example: '2026-03-02T09:30:00.000Z',
  })
  renewedAt: string;

  @ApiProperty({
    description: 'When it ends unless it is renewed before',
    example: '2026-04-01T09:30:00.000Z',
  })
  expiresAt: string;

  constructor(session: OpenSession, current: string | undefined) {
    this.id = session.id;
    this.isCurrent = session.id === current;
    this.startedAt = session.startedAt.toISOString();
    this.renewedAt = session.renewedAt.toISOString();
    this.expiresAt = session.expiresAt.toISOString();
  }
}

/** Every session of a user: fifty at most. */
export class OpenSessionsDto {
  @ApiProperty({ description: 'The one renewed last first', type: [OpenSessionDto] })
  items: OpenSessionDto[];

  constructor(sessions: readonly OpenSession[], current: string | undefined) {
    this.items = sessions.map((session) => new OpenSessionDto(session, current));
  }
}
