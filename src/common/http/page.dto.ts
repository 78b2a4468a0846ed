import { Text, WholeNumber } from './fields/index.js';

/** Query of a paged list. */
export class PageQuery {
  @WholeNumber({ min: 1, max: 100, inQuery: true, description: 'How many rows', default: 20 })
  limit: number = 20;

  @Text({
    max: 500,
    optional: true,
    description: '`nextCursor` of the page before; none for the first page',
  })
  cursor?: string;
}
