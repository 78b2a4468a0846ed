import { isPage } from './addresses.js';
import { MAX_TEXT } from './metadata.js';
import { fits, problemOfPattern } from './patterns.js';
import type { ProviderField } from './provider-auth.js';

/** The database has the same rule (`credentials_type_check`). */
const CREDENTIAL = /^[a-z][a-z0-9_]{0,39}$/;
const KEY = /^[a-z][a-zA-Z0-9]{0,39}$/;

/** What is wrong with something that users fill in. */
export function* problemsOfField(field: ProviderField): Generator<string> {
  const { key, title, description, docsUrl } = field;
  if (!KEY.test(key) || key in {}) yield `the field ${key} must be named in camel case`;
  if (title.trim() === '' || description.trim() === '') {
    yield `the field ${key} has no title or no description`;
  }
  if (docsUrl !== undefined && !isPage(docsUrl)) {
    yield `the docsUrl of the field ${key} must begin with https://`;
  }
  if (field.type === 'secret' && !CREDENTIAL.test(field.credential)) {
    yield `the secret ${field.credential} must be named in lower case with underscores`;
  }
  if (field.type === 'text' && !(field.maxLength >= 1 && field.maxLength <= MAX_TEXT)) {
    yield `the maxLength of the field ${key} must be 1 to ${MAX_TEXT}: metadata are cut there`;
  }
  if (field.type !== 'confirmation') yield* problemsOfForm(field);
}

function* problemsOfForm({ key, pattern, example }: Exclude<ProviderField, { type: 'confirmation' }>): Generator<string> {
  if (typeof example !== 'string' || example === '') {
    yield `the field ${key} has no example of a text`;
    return;
  }
  if (pattern === undefined) return;
  const problem = problemOfPattern(pattern);
  if (problem !== undefined) yield `the pattern of the field ${key} ${problem}`;
  else if (!fits(pattern, example)) yield `the example of the field ${key} does not fit its pattern`;
}
