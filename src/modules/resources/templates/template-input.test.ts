import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { checkPrompt } from './check.js';
import { publicInputs, renderPrompt, validateInput } from './template-input.js';
import type { TemplateParameter } from './parameter.js';
import { PROMPT_LIMITS, type TemplatedPrompt } from './templated-prompt.js';

function parameter(values: Partial<TemplateParameter>): TemplateParameter {
  const base = { id: 'an id', name: 'topic', description: '', default: null, maxLength: 20 };
  return { ...base, required: true, ...values };
}

function template(values: Partial<TemplatedPrompt> = {}): TemplatedPrompt {
  return {
    systemPrompt: 'Write about {{topic}}.',
    parameters: [parameter({})],
    allowsUserMessage: false,
    ...values,
  };
}

const fieldsOf = (config: TemplatedPrompt, input: unknown) =>
  validateInput(config, input).map(({ field }) => field);

describe('the input of a prompt template', () => {
  it('is accepted when every parameter has a value', () => {
    expect(validateInput(template(), { topic: 'the sea' })).toEqual([]);
    expect(renderPrompt(template(), { topic: 'the sea' })).toEqual({
      system: 'Write about the sea.',
    });
  });

  it.each([
    ['no object', null, ''],
    ['a list', ['x'], ''],
    ['a text', 'x', ''],
    ['nothing for a required parameter', {}, 'topic'],
    ['an empty required parameter', { topic: '' }, 'topic'],
    ['a number', { topic: 7 }, 'topic'],
    ['an object', { topic: { a: 1 } }, 'topic'],
    ['a value that is too long', { topic: 'x'.repeat(21) }, 'topic'],
    ['a NUL', { topic: '\0' }, 'topic'],
    ['half a surrogate pair', { topic: '\ud83d' }, 'topic'],
    ['an unknown name', { topic: 'x', other: 'y' }, 'other'],
    ['a message where none is allowed', { topic: 'x', message: 'y' }, 'message'],
  ])('is refused as %s, naming the field', (_what, input, field) => {
    expect(fieldsOf(template(), input)).toEqual([field]);
  });

  it('does not take inherited members for values', () => {
    const config = template({
      systemPrompt: '{{constructor}}',
      parameters: [parameter({ name: 'constructor' })],
    });
    expect(fieldsOf(config, {})).toEqual(['constructor']);
    expect(fieldsOf(config, JSON.parse('{"__proto__": {"constructor": "x"}}'))).toContain(
      'constructor',
    );
  });

  it('falls back to the default, or to nothing where that is allowed', () => {
    const config = template({
      systemPrompt: '[{{a}}][{{b}}]',
      parameters: [
        parameter({ name: 'a', default: 'fallback' }),
        parameter({ name: 'b', required: false }),
      ],
    });
    expect(validateInput(config, {})).toEqual([]);
    expect(renderPrompt(config, {}).system).toBe('[fallback][]');
    expect(renderPrompt(config, { a: 'x', b: 'y' }).system).toBe('[x][y]');
  });

  it('counts characters, not bytes or halves of them', () => {
    expect(validateInput(template(), { topic: '👋'.repeat(20) })).toEqual([]);
    expect(fieldsOf(template(), { topic: '👋'.repeat(21) })).toEqual(['topic']);
  });

  it('cannot grow the prompt without bound by a placeholder that stands many times', () => {
    const config = template({
      systemPrompt: '{{topic}}'.repeat(10_000),
      parameters: [parameter({ maxLength: PROMPT_LIMITS.value })],
    });
    expect(validateInput(config, { topic: 'x'.repeat(40) })).toEqual([]);
    expect(fieldsOf(config, { topic: 'x'.repeat(41) })).toEqual(['topic']);
  });

  it('names a bounded number of unknown fields', () => {
    const input = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`x${index}`, '']));
    expect(fieldsOf(template(), input).length).toBeLessThan(20);
  });

  it('is inserted as it is, whatever it contains', () => {
    const value = fc
      .oneof(fc.string({ maxLength: 20 }), fc.constantFrom('$&', '{{topic}}', '{{other}}', '$1'))
      .filter((text) => text !== '' && !text.includes('\0'));
    const config = template({
      systemPrompt: 'Say {{topic}} or {{other}}, {{topic}}.',
      parameters: [parameter({}), parameter({ name: 'other' })],
    });
    fc.assert(
      fc.property(value, value, (topic, other) => {
        expect(validateInput(config, { topic, other })).toEqual([]);
        const { system } = renderPrompt(config, { topic, other });
        expect(system).toBe(['Say ', topic, ' or ', other, ', ', topic, '.'].join(''));
      }),
    );
  });
});

describe("a buyer's own message", () => {
  const config = template({ allowsUserMessage: true });

  it('is sent beside the prompt where the creator allows it', () => {
    const input = { topic: 'the sea', message: 'Make it short. {{topic}}' };
    expect(validateInput(config, input)).toEqual([]);
    expect(renderPrompt(config, input)).toEqual({
      system: 'Write about the sea.',
      user: 'Make it short. {{topic}}',
    });
  });

  it('may be left out', () => {
    expect(renderPrompt(config, { topic: 'the sea' })).toEqual({ system: 'Write about the sea.' });
  });

  it('is one of the public inputs only then', () => {
    expect(publicInputs(config).map(({ name }) => name)).toEqual(['topic', 'message']);
    expect(publicInputs(template()).map(({ name }) => name)).toEqual(['topic']);
  });

  it('shares its name with no parameter', () => {
    const clash = { systemPrompt: '{{message}}', parameters: [parameter({ name: 'message' })] };
    expect(checkPrompt(template({ ...clash, allowsUserMessage: true }))).toEqual([
      { field: 'config.parameters[0].name', message: expect.stringContaining('"message"') },
    ]);
    expect(checkPrompt(template(clash))).toEqual([]);
  });
});

describe('what is public of a prompt template', () => {
  it('has neither its prompt nor the ids of its parameters', () => {
    const text = JSON.stringify(publicInputs(template({ systemPrompt: 'PLANTED {{topic}}' })));
    expect(text).not.toMatch(/PLANTED|an id/);
  });
});
