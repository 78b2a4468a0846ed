import { OneOf, Text } from '../../../common/http/index.js';
import { PLAIN_TEXT, PLAIN_TEXT_MESSAGE } from '../../../common/text/index.js';
import { CATEGORY_IDS } from '../../resources/index.js';

/** What part of a list a person looks at. */
export class ShelfQuery {
  @Text({ max: 500, optional: true, description: 'From the link of the page before' })
  cursor?: string;
}

/** What a person looks for. */
export class ShopQuery extends ShelfQuery {
  @Text({
    max: 100,
    rules: [[PLAIN_TEXT, PLAIN_TEXT_MESSAGE]],
    optional: true,
    description: 'Words to look for',
  })
  q?: string;

  @OneOf(CATEGORY_IDS, { optional: true, description: 'What it is about' })
  category?: string;
}
