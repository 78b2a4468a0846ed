import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { checkTemplate } from './check.js';
import { identify, type ParameterInput, type TemplateParameter } from './parameter.js';

const FIELDS = { template: 'prompt', parameters: 'parameters' };
const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,20}$/);

function parameter(values: Partial<TemplateParameter>): TemplateParameter {
  const base = { description: '', required: true, default: null, maxLength: 100 };
  return { ...base, id: `id of ${values.name}`, name: 'topic', ...values };
}

const text = (names: string[]) => names.map((name) => `{{${name}}}`).join(' ');
const declared = (names: string[]) => names.map((name) => parameter({ name }));

function without<K extends keyof TemplateParameter>(from: TemplateParameter, key: K) {
  const { [key]: _, ...rest } = from;
  return rest;
}

describe('a template and its parameters', () => {
  it('belong together when each parameter is used and each placeholder declared', () => {
    fc.assert(
      fc.property(fc.uniqueArray(name), (names) => {
        expect(checkTemplate(text(names), declared(names), FIELDS)).toEqual([]);
      }),
    );
  });

  it('do not when any is missing on either side, and that one is named', () => {
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 8 }), fc.nat(), (names, pick) => {
        const index = pick % names.length;
        const missing = names[index]!;
        const rest = names.filter((name) => name !== missing);

        expect(checkTemplate(text(names), declared(rest), FIELDS)).toEqual([
          { field: 'prompt', message: expect.stringContaining(`{{${missing}}}`) },
        ]);
        expect(checkTemplate(text(rest), declared(names), FIELDS)).toEqual([
          {
            field: `parameters[${index}].name`,
            message: expect.stringContaining(`"${missing}" is not used`),
          },
        ]);
      }),
    );
  });

  it.each([
    ['a name twice', [{ name: 'a' }, { name: 'a', id: 'x' }], 'parameters[1].name'],
    [
      'an id twice',
      [
        { name: 'a', id: 'x' },
        { name: 'b', id: 'x' },
      ],
      'parameters[1].id',
    ],
    [
      'a default above maxLength',
      [{ name: 'a', default: 'four', maxLength: 3 }],
      'parameters[0].default',
    ],
  ])('refuse %s', (_what, parameters, field) => {
    const errors = checkTemplate('{{a}} {{b}}', parameters.map(parameter), FIELDS);
    expect(errors.map((error) => error.field)).toContain(field);
  });

  it('name a misspelt placeholder', () => {
    expect(checkTemplate('{{ topic }}', [], FIELDS)).toEqual([
      { field: 'prompt', message: expect.stringContaining('{{ topic }}') },
    ]);
  });

  it('do not drown the creator in messages', () => {
    const many = Array.from({ length: 5_000 }, (_, index) => `{{p${index}}} {{P${index}}}`).join();
    expect(checkTemplate(many, [], FIELDS)).toHaveLength(20);
  });
});

describe('the id of a parameter', () => {
  const previous = ['a', 'b', 'c'].map((name) => parameter({ name }));
  let count = 0;
  const newId = () => `new ${(count += 1)}`;

  it('stays when parameters change places, with or without ids in the request', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(previous), fc.func(fc.boolean()), (moved, sendsId) => {
        const sent: ParameterInput[] = moved.map((one) =>
          sendsId(one.name) ? one : without(one, 'id'),
        );
        expect(identify(sent, previous, newId)).toEqual(moved);
      }),
    );
  });

  it('stays when the parameter is renamed', () => {
    const renamed = { ...parameter({ name: 'a' }), name: 'z' };
    expect(identify([renamed], previous, newId)[0]?.id).toBe('id of a');
  });

  it('is new for a parameter that takes over the name of one that moved on', () => {
    const renamed = { ...parameter({ name: 'a' }), name: 'z' };
    const newcomer = without(parameter({ name: 'a' }), 'id');
    const ids = identify([newcomer, renamed], previous, newId).map(({ id }) => id);
    expect(ids).toEqual([expect.stringMatching(/^new/), 'id of a']);
  });
});
