/** The name of a parameter, as it stands between the braces of its placeholder. */
export const PARAMETER_NAME = /^[a-z][a-z0-9_]{0,49}$/;

const PLACEHOLDER = /\{\{([a-z][a-z0-9_]{0,49})\}\}/;
const BRACED_WORD = /\{\{(\s*[\w-]+\s*)\}\}/g;

/**
 * A template taken apart: literal text at the even places, placeholder names at the odd ones.
 * Everything that is not exactly `{{name}}` is literal text.
 */
export type Template = readonly string[];

/** Reads `{{name}}` placeholders. Never fails: see {@link misspelt} for what looks like a mistake. */
export function parseTemplate(text: string): Template {
  return text.split(PLACEHOLDER);
}

/** The names of a template's placeholders, each once, in order of appearance. */
export function placeholderNames(template: Template): Set<string> {
  return new Set(template.filter(isPlaceholder));
}

/** What a template says whatever is filled in. */
export function literalText(template: Template): string {
  return template.filter((part, index) => !isPlaceholder(part, index)).join(' ');
}

/**
 * Words in double braces that were meant as placeholders but are none, such as `{{ topic }}` or
 * `{{Topic}}`. Other text in braces, such as `{{#each}}`, is taken literally.
 */
export function misspelt(text: string): Set<string> {
  const words = [...text.matchAll(BRACED_WORD)].map((match) => match[1] ?? '');
  return new Set(words.filter((word) => !PARAMETER_NAME.test(word)));
}

/**
 * Inserts values in one pass: what a value contains, `{{name}}` or `$&`, stays as it is.
 * A placeholder without a value becomes empty text.
 */
export function renderTemplate(template: Template, values: ReadonlyMap<string, string>): string {
  return template
    .map((part, index) => (index % 2 === 0 ? part : (values.get(part) ?? '')))
    .join('');
}

/** Length of what {@link renderTemplate} would return, in UTF-16 units, without building it. */
export function renderedLength(template: Template, values: ReadonlyMap<string, string>): number {
  return template.reduce(
    (sum, part, index) => sum + (index % 2 === 0 ? part : (values.get(part) ?? '')).length,
    0,
  );
}

function isPlaceholder(_part: string, index: number): boolean {
  return index % 2 === 1;
}
