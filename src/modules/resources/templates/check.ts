import type { FieldError } from '../../../common/errors/index.js';
import type { TemplateParameter } from './parameter.js';
import { type TemplatedPrompt, USER_MESSAGE } from './templated-prompt.js';
import { misspelt, parseTemplate, placeholderNames } from './template.js';
import { isLongerThan } from '../../../common/text/index.js';

/** So many problems of one kind are named; a creator fixes them before seeing more. */
const NAMED = 10;

/** Where a configuration keeps its template and its parameters, as field paths. */
export interface TemplateFields {
  readonly template: string;
  readonly parameters: string;
}

/** What is wrong with the prompt of a `config` as a whole, beyond the form of its single fields. */
export function checkPrompt(config: TemplatedPrompt): FieldError[] {
  const { systemPrompt, parameters, allowsUserMessage } = config;
  const errors = checkTemplate(systemPrompt, parameters, {
    template: 'config.systemPrompt',
    parameters: 'config.parameters',
  });
  const reserved = parameters.findIndex(({ name }) => name === USER_MESSAGE);
  if (!allowsUserMessage || reserved < 0) return errors;
  const message = `"${USER_MESSAGE}" is the buyer's own message: choose another name or set allowsUserMessage to false`;
  return [...errors, { field: `config.parameters[${reserved}].name`, message }];
}

/** What keeps a template and its parameters from belonging together, each problem by name. */
export function checkTemplate(
  text: string,
  parameters: readonly TemplateParameter[],
  fields: TemplateFields,
): FieldError[] {
  return [
    ...checkPlaceholders(text, parameters, fields.template),
    ...parameters.flatMap((parameter, index) =>
      checkParameter(text, parameters.slice(0, index), parameter).map(([member, message]) => ({
        field: `${fields.parameters}[${index}].${member}`,
        message,
      })),
    ),
  ];
}

function checkPlaceholders(
  text: string,
  parameters: readonly TemplateParameter[],
  field: string,
): FieldError[] {
  const declared = new Set(parameters.map(({ name }) => name));
  const unknown = [...placeholderNames(parseTemplate(text))].filter((name) => !declared.has(name));
  return [
    ...unknown.slice(0, NAMED).map((name) => ({
      field,
      message: `uses {{${name}}}, but there is no parameter "${name}"`,
    })),
    ...[...misspelt(text)].slice(0, NAMED).map((word) => ({
      field,
      message: `{{${word.slice(0, 60)}}} is no placeholder: write {{name}} without blanks, the name in lowercase letters, digits and _, at most 50`,
    })),
  ];
}

function checkParameter(
  text: string,
  before: readonly TemplateParameter[],
  parameter: TemplateParameter,
): [member: string, message: string][] {
  const { id, name, maxLength } = parameter;
  const problems: [string, string][] = [];
  if (before.some((other) => other.name === name)) {
    problems.push(['name', `"${name}" is the name of another parameter too`]);
  } else if (!text.includes(`{{${name}}}`)) {
    problems.push(['name', `"${name}" is not used: put {{${name}}} into the prompt or remove it`]);
  }
  if (before.some((other) => other.id === id)) {
    problems.push(['id', `"${id}" is the id of another parameter too`]);
  }
  if (parameter.default !== null && isLongerThan(parameter.default, maxLength)) {
    problems.push(['default', `must be no longer than maxLength, ${maxLength} characters`]);
  }
  return problems;
}
