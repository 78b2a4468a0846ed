import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { formatNanoUsd, parseUsdc } from '../../../common/money/index.js';
import { LIMIT_BOUNDS, type ResourceLimits } from '../records/limits.js';

const NANO_PER_ATOMIC = 1_000n;
/** Dollars with at most six decimals, like prices. */
const DOLLARS = /^(0|[1-9]\d{0,6})(\.\d{1,6})?$/;

/** What a creator allows of a resource; null takes a limit away. */
export class LimitsDto {
  @ApiPropertyOptional({
    type: Number,
    nullable: true,
    description: 'Largest input, in bytes of its JSON',
    minimum: 1,
    maximum: LIMIT_BOUNDS.inputBytes,
    example: 20_000,
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(LIMIT_BOUNDS.inputBytes)
  inputBytes?: number | null;

  @ApiPropertyOptional({
    type: Number,
    nullable: true,
    description: 'Calls that run at the same time',
    minimum: 1,
    maximum: LIMIT_BOUNDS.concurrentCalls,
    example: 10,
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(LIMIT_BOUNDS.concurrentCalls)
  concurrentCalls?: number | null;

  @ApiPropertyOptional({
    type: Number,
    nullable: true,
    description: 'Calls that start within any 60 seconds',
    minimum: 1,
    maximum: LIMIT_BOUNDS.callsPerMinute,
    example: 60,
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(LIMIT_BOUNDS.callsPerMinute)
  callsPerMinute?: number | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description:
      'What its runs, tests included, may cost on your key in a day (UTC), in USD: no run starts that could cost more than is left',
    example: '5.00',
  })
  @IsOptional()
  @Matches(DOLLARS, { message: 'must be US dollars as a decimal text such as "5.00"' })
  dailySpendUsd?: string | null;
}

/** Limits as they are kept. */
export function readLimits(given: LimitsDto = {}): ResourceLimits {
  const { inputBytes = null, concurrentCalls = null, callsPerMinute = null, dailySpendUsd } = given;
  const dollars = parseUsdc(dailySpendUsd ?? '');
  const dailySpendNanoUsd = dollars === undefined ? null : dollars * NANO_PER_ATOMIC;
  return { inputBytes, concurrentCalls, callsPerMinute, dailySpendNanoUsd };
}

/** Limits as they are shown. */
export function showLimits({ dailySpendNanoUsd, ...limits }: ResourceLimits): LimitsDto {
  const { inputBytes, concurrentCalls, callsPerMinute } = limits;
  const dailySpendUsd = dailySpendNanoUsd === null ? null : formatNanoUsd(dailySpendNanoUsd);
  return { inputBytes, concurrentCalls, callsPerMinute, dailySpendUsd };
}
