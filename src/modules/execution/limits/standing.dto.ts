import { ApiProperty } from '@nestjs/swagger';

/** Where a resource stands against the limits that its creator has set. */
export class StandingDto {
  @ApiProperty({ description: 'Calls that run now; counted once a limit is set', example: 2 })
  runningCalls: number;

  @ApiProperty({ description: 'Calls that were started in the last 60 seconds', example: 14 })
  callsLastMinute: number;

  @ApiProperty({ description: 'Today, in UTC', format: 'date', example: '2026-11-21' })
  day: string;

  @ApiProperty({
    description: 'What runs have cost today, in USD; counted once a daily spend is set',
    example: '1.2345',
  })
  spentUsd: string;

  @ApiProperty({ description: 'What calls that run now may still cost, in USD', example: '0.02' })
  reservedUsd: string;
}
