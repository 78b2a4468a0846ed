import { invalidInput, Problem } from '../../../common/errors/index.js';
import { refuseCursor } from '../../../common/http/index.js';
import { parseUsdc } from '../../../common/money/index.js';
import type { CatalogueQuery } from './catalogue-query.dto.js';
import type { CatalogueQuestion, CatalogueRequest } from './catalogue.service.js';
import { decodePosition, type Position, type Sort } from './order.js';

/**
 * What a valid query asks for.
 * @param types ids of the resource types there are
 * @throws {Problem} invalid_input when its parts do not fit together
 */
export function readQuery(
  query: CatalogueQuery,
  types: readonly string[],
): [CatalogueQuestion, CatalogueRequest] {
  const { sort: wanted, limit, cursor, q: text, minPrice, maxPrice, ...rest } = query;
  if (rest.type !== undefined && !types.includes(rest.type)) {
    throw wrong('type', `must be one of ${types.join(', ')}`);
  }
  const q = text?.trim() ? text : undefined;
  const sort = wanted ?? (q === undefined ? 'latest' : 'relevance');
  if (sort === 'relevance' && q === undefined) throw wrong('sort', 'relevance needs words in q');
  const after = cursor === undefined ? undefined : readCursor(cursor, sort);
  const prices = { minPrice: readUsdc(minPrice), maxPrice: readUsdc(maxPrice) };
  return [
    { ...rest, q, ...prices },
    { sort, limit, after },
  ];
}

function readCursor(cursor: string, sort: Sort): Position {
  return decodePosition(cursor, sort) ?? refuseCursor();
}

function wrong(field: string, message: string): Problem {
  return new Problem(invalidInput, { errors: [{ field, message }] });
}

function readUsdc(text: string | undefined): bigint | undefined {
  return text === undefined ? undefined : parseUsdc(text);
}
