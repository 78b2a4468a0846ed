import { ApiProperty } from '@nestjs/swagger';

/** Where to go on. */
export class OAuthDepartureDto {
  @ApiProperty({
    format: 'uri',
    description: 'Send the browser that asked there; it has the cookie that it has to bring back',
    example: 'https://www.pinterest.com/oauth/?client_id=1500000&state=9f86d081884c7d65',
  })
  authorizationUrl: string;

  @ApiProperty({
    description: 'Until when the service can send the browser back',
    format: 'date-time',
    example: '2026-11-20T09:40:00.000Z',
  })
  expiresAt: string;
}

/** The user is connected. */
export class OAuthArrivalDto {
  @ApiProperty({ description: 'The service that is connected now', example: 'pinterest' })
  connected: string;
}
