import { type FieldOptions, Flag, OneOf, PageQuery, Text } from '../../../common/http/index.js';
import { parseUsdc } from '../../../common/money/index.js';
import { CATEGORY_IDS } from '../records/categories.js';
import { PLAIN_TEXT, PLAIN_TEXT_MESSAGE } from '../../../common/text/index.js';
import { TypeId } from '../types/api-type.decorator.js';
import { type Sort, SORTS } from './order.js';

const USDC_MESSAGE = 'must be a decimal text such as 0.05, with at most six decimals';

function Usdc(said: FieldOptions) {
  return Text({
    max: 30,
    message: USDC_MESSAGE,
    rules: [[(text) => parseUsdc(text) !== undefined, USDC_MESSAGE]],
    optional: true,
    ...said,
  });
}

export class CatalogueQuery extends PageQuery {
  @Text({
    max: 100,
    rules: [[PLAIN_TEXT, PLAIN_TEXT_MESSAGE]],
    optional: true,
    description:
      'Words, or their beginnings, that must all occur in the name, the address, the category or the description. When nothing has them all, typing errors are corrected by the words of names on sale',
    example: 'haiku',
  })
  q?: string;

  @OneOf(CATEGORY_IDS, {
    description: 'Only resources of this category',
    optional: true,
    example: 'writing',
  })
  category?: string;

  @Text({
    max: 41,
    pattern: /^[a-z0-9-]{3,8}:[a-zA-Z0-9_-]{1,32}$/,
    message: 'must be a CAIP-2 id such as eip155:8453',
    optional: true,
    description: 'CAIP-2 id of a network to pay on',
    example: 'eip155:8453',
  })
  network?: string;

  /** Which types there are is asked in `readQuery`. */
  @TypeId({ description: 'Only resources of this type', optional: true })
  type?: string;

  @Text({
    max: 20,
    pattern: /^[a-z0-9_]+$/,
    message: 'must be a username',
    optional: true,
    description: 'Who sells it',
    example: 'ada',
  })
  username?: string;

  @Usdc({ description: 'USDC for one call, at least', example: '0.01' })
  minPrice?: string;

  @Usdc({ description: 'USDC for one call, at most', example: '0.25' })
  maxPrice?: string;

  @Flag({
    inQuery: true,
    optional: true,
    description: 'Whether the creator says that refunds are granted',
  })
  supportsRefunds?: boolean;

  @OneOf(SORTS, {
    optional: true,
    description:
      'Best match (needs `q`), most called, newest, cheapest or dearest first. Without it, `relevance` where `q` is given, else `latest`',
  })
  sort?: Sort;
}
