import type { FieldError } from '../../../common/errors/index.js';
import { REQUIRED, Text } from '../../../common/http/index.js';
import { parseUsdc } from '../../../common/money/index.js';
import {
  MINIMUM_MESSAGE,
  parseMinimum,
  parsePercent,
  parsePerMillion,
  PER_MILLION_MESSAGE,
  PERCENT_MESSAGE,
  type UsagePrice,
} from '../records/usage-price.js';

/** A price of a million tokens of one kind. */
function PerMillion(description: string, example: string) {
  return Text({
    max: 20,
    message: PER_MILLION_MESSAGE,
    rules: [[(text) => parsePerMillion(text) !== undefined, PER_MILLION_MESSAGE]],
    when: ({ costPlusPercent }) => costPlusPercent === undefined,
    description,
    example,
  });
}

/** How calls are charged by what their model used. */
export class UsagePriceDto {
  @Text({
    max: 20,
    message: MINIMUM_MESSAGE,
    rules: [[(text) => parseMinimum(text) !== undefined, MINIMUM_MESSAGE]],
    description: 'The least that one call costs, in USD; `price` is the most',
    example: '0.001',
  })
  minimum: string;

  @PerMillion(
    'USD for a million tokens that the model reads; with `outputPerMillion`, and without `costPlusPercent`',
    '3',
  )
  inputPerMillion?: string;

  @PerMillion('USD for a million tokens that the model writes', '15')
  outputPerMillion?: string;

  @Text({
    max: 10,
    message: PERCENT_MESSAGE,
    rules: [[(text) => parsePercent(text) !== undefined, PERCENT_MESSAGE]],
    optional: true,
    description:
      'Percent on top of what the run cost on your key; in place of the prices of tokens',
    example: '20',
  })
  costPlusPercent?: string;
}

/** What is wrong with a price by use beside the terms that it stands with. */
export function usagePriceErrors(
  given: UsagePriceDto | null | undefined,
  { price, settlementPolicy, runsModel }: UsageTerms,
): FieldError[] {
  if (given === null || given === undefined) return [];
  const { minimum, inputPerMillion, outputPerMillion, costPlusPercent } = given;
  const errors: FieldError[] = [];
  if (!runsModel) errors.push(error('usagePrice', 'is for types that run a model'));
  if (settlementPolicy === 'before_execution') {
    errors.push(error('usagePrice', 'is charged after the work: settlementPolicy must say so'));
  }
  const least = parseMinimum(minimum);
  if (least !== undefined && price !== undefined && price !== null && least > price) {
    errors.push(error('usagePrice.minimum', MINIMUM_MESSAGE));
  }
  const hasTokens = inputPerMillion !== undefined || outputPerMillion !== undefined;
  if (costPlusPercent !== undefined && hasTokens) {
    errors.push(error('usagePrice.costPlusPercent', 'must not stand beside prices of tokens'));
  }
  if (costPlusPercent === undefined && isFree(inputPerMillion) && isFree(outputPerMillion)) {
    errors.push(error('usagePrice.outputPerMillion', hasTokens ? 'must not be 0 too' : REQUIRED));
  }
  return errors;
}

/** What a price by use stands with. */
interface UsageTerms {
  /** Atomic USDC. */
  readonly price: bigint | null | undefined;
  readonly settlementPolicy: string | undefined;
  readonly runsModel: boolean;
}

function error(field: string, message: string): FieldError {
  return { field, message };
}

function isFree(perMillion: string | undefined): boolean {
  return perMillion === undefined || parseUsdc(perMillion) === 0n;
}

/** A price by use as it is kept: what {@link usagePriceErrors} has nothing against. */
export function readUsagePrice(given: UsagePriceDto | null | undefined): UsagePrice | null {
  if (given === null || given === undefined) return null;
  const { minimum, inputPerMillion = '0', outputPerMillion = '0', costPlusPercent } = given;
  return costPlusPercent === undefined
    ? { minimum, inputPerMillion, outputPerMillion }
    : { minimum, costPlusPercent };
}
