import { checkPrompt } from '../../../../src/modules/resources/templates/check.ts';
import {
  parseTemplate,
  placeholderNames,
} from '../../../../src/modules/resources/templates/template.ts';
import type { ConfigInputs } from './configuration.ts';

type Prompt = Pick<ConfigInputs, 'systemPrompt' | 'parameters' | 'allowsUserMessage'>;

/** A placeholder of a prompt, and whether there is a parameter for it. */
export interface Placeholder {
  readonly name: string;
  readonly isKnown: boolean;
}

/** The placeholders of a prompt, in the order in which they stand in it. */
export function placeholdersOf({ systemPrompt, parameters }: Prompt): readonly Placeholder[] {
  const known = new Set(parameters.map(({ name }) => name));
  return [...placeholderNames(parseTemplate(systemPrompt))].map((name) => ({
    name,
    isKnown: known.has(name),
  }));
}

/**
 * What keeps a prompt and its parameters from belonging together, by the rules of the server itself.
 * @param field as the server names it: `config.parameters[0].name`
 */
export function promptProblem(prompt: Prompt, field: string): string | undefined {
  const found = checkPrompt({
    ...prompt,
    parameters: prompt.parameters.map((parameter, at) => ({
      ...parameter,
      id: parameter.id ?? String(at),
      // Its own rule, at its own field.
      maxLength: Infinity,
    })),
  });
  const messages = found.filter((each) => each.field === field).map(({ message }) => message);
  return messages.length === 0 ? undefined : messages.map(sentence).join(' ');
}

function sentence(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
}
