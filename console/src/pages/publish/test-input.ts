import { fieldsOf, type Filled, inputOf, type OrderField } from '../../shop/order.ts';
import { inputsOf } from './configuration.ts';
import type { Draft } from './draft.ts';

/** What a test run asks for: what buyers fill in, or the request that an endpoint gets. */
export function testFieldsOf(draft: Draft): readonly OrderField[] {
  if (draft.type === 'static') return [];
  const { config } = inputsOf(draft);
  if (draft.type === 'proxy') return proxyFields(config.methods);
  const named = config.parameters.map(
    ({ name, description, default: preset, maxLength }) =>
      [
        name,
        {
          type: 'string',
          title: name,
          description: description || undefined,
          default: preset || undefined,
          maxLength: Number(maxLength),
        },
      ] as const,
  );
  const message = ['message', { type: 'string', title: 'Message', maxLength: 50_000 }] as const;
  return fieldsOf({
    properties: Object.fromEntries(config.allowsUserMessage ? [...named, message] : named),
    required: config.parameters.filter(({ required }) => required).map(({ name }) => name),
    additionalProperties: false,
  });
}

function proxyFields(methods: readonly string[]): readonly OrderField[] {
  const hasBody = methods.some((method) => method !== 'GET');
  return fieldsOf({
    properties: {
      ...(methods.length > 1 && {
        method: { enum: methods, title: 'Method', default: methods[0] },
      }),
      query: {
        type: 'string',
        title: 'Query',
        description: 'As it stands behind the question mark',
        maxLength: 8_000,
      },
      ...(hasBody && {
        body: { type: 'string', title: 'Body', description: 'JSON, as a buyer sends it' },
      }),
    },
    additionalProperties: false,
  });
}

/** The input of a test run, of what was filled in. */
export function testInputOf(draft: Draft, filled: Filled): Record<string, unknown> {
  const input = inputOf(testFieldsOf(draft), filled) as Record<string, unknown>;
  if (draft.type !== 'proxy' || typeof input['body'] !== 'string') return input;
  return { ...input, body: base64Of(input['body']), contentType: 'application/json' };
}

function base64Of(text: string): string {
  return btoa(String.fromCodePoint(...new TextEncoder().encode(text)));
}
