import { invalidInput, Problem } from '../../../common/errors/index.js';
import { oneOf, type Shape, text } from '../../../common/http/index.js';
import { PLAIN_TEXT, PLAIN_TEXT_MESSAGE } from '../../../common/text/index.js';
import { CATEGORY_IDS } from '../../resources/index.js';

/** What a person looks for, and which part of the list they look at. */
export interface PageQuery {
  readonly q: string | undefined;
  readonly category: string | undefined;
  /** From the link of the page before. */
  readonly cursor: string | undefined;
}

const SHAPES: Readonly<Record<keyof PageQuery, Shape>> = {
  q: text({ max: 100, rules: [[PLAIN_TEXT, PLAIN_TEXT_MESSAGE]] }),
  category: oneOf(CATEGORY_IDS),
  cursor: text({ max: 500 }),
};

/**
 * Reads what links to pages say. Links that people share carry all kinds of names, for whoever counts visits: what
 * is not known here is not looked at.
 * @throws {Problem} `invalid_input`, with what is wrong
 */
export function readPageQuery(given: Readonly<Record<string, unknown>>): PageQuery {
  const { q, category, cursor } = given;
  const known = { q, category, cursor };
  const errors = Object.entries(known).flatMap(([field, value]) => {
    if (value === undefined) return [];
    const message = SHAPES[field as keyof PageQuery].problemWith(value);
    return message === undefined ? [] : [{ field, message }];
  });
  if (errors.length > 0) throw new Problem(invalidInput, { errors });
  return known as PageQuery;
}
