import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  misspelt,
  parseTemplate,
  placeholderNames,
  renderedLength,
  renderTemplate,
} from './template.js';
import { PLAIN_LINE } from '../../../common/text/index.js';
import { isLongerThan, PLAIN_TEXT } from '../../../common/text/index.js';

const names = fc.stringMatching(/^[a-z][a-z0-9_]{0,49}$/);
const literals = fc.string({ unit: fc.constantFrom('a', ' ', '$', '&', '\n', '€', '}', '👋') });
/** Values that would break careless replacing. */
const values = fc.oneof(
  fc.string(),
  fc.constantFrom('$&', '$1', '$$', "$'", '$`', '{{a}}', '{{', '}}', '\\0', '{{a}} and {{b}}'),
);

describe('a template', () => {
  it('consists of its literals and placeholders, in order', () => {
    fc.assert(
      fc.property(literals, fc.array(fc.tuple(names, literals)), (first, rest) => {
        const text = first + rest.map(([name, literal]) => `{{${name}}}${literal}`).join('');
        expect(parseTemplate(text)).toEqual([first, ...rest.flat()]);
      }),
    );
  });

  it('receives every value literally, in one pass', () => {
    fc.assert(
      fc.property(
        literals,
        fc.array(fc.tuple(names, literals)),
        fc.dictionary(names, values),
        (first, rest, given) => {
          const map = new Map(rest.map(([name]) => [name, given[name] ?? `${name}{{${name}}}$&`]));
          const text = first + rest.map(([name, literal]) => `{{${name}}}${literal}`).join('');
          const wanted = first + rest.map(([name, literal]) => map.get(name) + literal).join('');
          expect(renderTemplate(parseTemplate(text), map)).toBe(wanted);
        },
      ),
    );
  });

  it('knows the length of its result beforehand', () => {
    fc.assert(
      fc.property(fc.string(), values, (text, value) => {
        const template = parseTemplate(`${text}{{a}}${text}{{b}}{{a}}`);
        const map = new Map([['a', value]]);
        expect(renderedLength(template, map)).toBe(renderTemplate(template, map).length);
      }),
    );
  });

  it('without placeholders is returned unchanged', () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !/\{\{[a-z][a-z0-9_]*\}\}/.test(text)),
        (text) => {
          expect(renderTemplate(parseTemplate(text), new Map([['a', 'never']]))).toBe(text);
        },
      ),
    );
  });

  it('names each placeholder once', () => {
    expect([...placeholderNames(parseTemplate('{{b}} {{a}} {{b}} {{{a}}}'))]).toEqual(['b', 'a']);
  });

  it.each(['{{ topic }}', '{{Topic}}', '{{1st}}', '{{a-b}}', `{{${'a'.repeat(51)}}}`])(
    'calls %s misspelt instead of passing it on',
    (text) => {
      expect([...misspelt(`Write about ${text}.`)]).toEqual([text.slice(2, -2)]);
      expect(placeholderNames(parseTemplate(text)).size).toBe(0);
    },
  );

  it.each(['{{}}', '{{#each items}}', '{"a": {"b": 1}}', '{{"a": 1}}', '{ {a} }', '{a}'])(
    'takes %s literally',
    (text) => {
      expect(misspelt(text).size).toBe(0);
      expect(parseTemplate(text)).toEqual([text]);
    },
  );

  it('is read in linear time, whatever it contains', () => {
    const hostile = `${'{{'.repeat(25_000)}${'{{a '.repeat(12_500)}`;
    expect(misspelt(hostile).size + placeholderNames(parseTemplate(hostile)).size).toBe(0);
  });
});

describe('text', () => {
  it('is measured in characters as people see them in a length limit', () => {
    expect(isLongerThan('👋👋👋', 3)).toBe(false);
    expect(isLongerThan('👋👋👋👋', 3)).toBe(true);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(20), (text, limit) => {
        expect(isLongerThan(text, limit)).toBe([...text].length > limit);
      }),
    );
  });

  it.each(['\0', '\ud800', 'a\udc00b'])('is not plain with %j', (text) => {
    expect(PLAIN_TEXT.test(text)).toBe(false);
    expect(PLAIN_LINE.test(text)).toBe(false);
  });

  it('may have line breaks where it may have several lines', () => {
    expect(PLAIN_TEXT.test('a\n👋\tb')).toBe(true);
    expect(PLAIN_LINE.test('a\nb')).toBe(false);
    expect(PLAIN_LINE.test('naïve 👋')).toBe(true);
  });
});
