import { Text, WholeNumber } from '../../../common/http/index.js';
import { formatNanoUsd, parseUsdc } from '../../../common/money/index.js';
import { LIMIT_BOUNDS, type ResourceLimits } from '../records/limits.js';

const NANO_PER_ATOMIC = 1_000n;
/** Dollars with at most six decimals, like prices. */
const DOLLARS = /^(0|[1-9]\d{0,6})(\.\d{1,6})?$/;

/** A limit that a creator may set, and take away with null. */
function Limit(max: number, description: string, example: number) {
  return WholeNumber({ min: 1, max, optional: true, nullable: true, description, example });
}

/** What a creator allows of a resource; null takes a limit away. */
export class LimitsDto {
  @Limit(LIMIT_BOUNDS.inputBytes, 'Largest input, in bytes of its JSON', 20_000)
  inputBytes?: number | null;

  @Limit(LIMIT_BOUNDS.concurrentCalls, 'Calls that run at the same time', 10)
  concurrentCalls?: number | null;

  @Limit(LIMIT_BOUNDS.callsPerMinute, 'Calls that start within any 60 seconds', 60)
  callsPerMinute?: number | null;

  @Text({
    max: 14,
    pattern: DOLLARS,
    message: 'must be US dollars as a decimal text such as "5.00"',
    optional: true,
    nullable: true,
    description:
      'What its runs, tests included, may cost on your key in a day (UTC), in USD: no run starts that could cost more than is left',
    example: '5.00',
  })
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
