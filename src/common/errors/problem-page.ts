import type { ProblemType } from './problem.js';

/** The problems of each part of the server, such as `payments`. */
export type ProblemsByArea = ReadonlyMap<string, readonly ProblemType[]>;

const HEAD = `# Errors of the API

<!-- Made by \`npm run docs:errors\` from the source. -->

Every refusal and failure is \`application/problem+json\` (RFC 9457):

\`\`\`json
{
  "type": "urn:coinslot:problem:invalid_input",
  "title": "Some fields are wrong",
  "status": 422,
  "code": "invalid_input",
  "retryable": false,
  "errors": [{ "field": "config.maxTokens", "message": "is required" }],
  "instance": "urn:coinslot:request:0b1c3a52-7d2a-4e0e-9a53-6f1f2a9d1c44"
}
\`\`\`

- **\`code\`** is stable: decide by it. Titles and details are for people and may change.
- **\`retryable\`** says whether the same request, with the same payment, can succeed later. \`Retry-After\` says when.
- **\`detail\`** says what exactly is wrong with this request, where the title does not.
- **\`errors\`** has one message for each wrong field, all of them at once (50 at the most). It goes on from the name of
  the field, \`price\` "is required", or is a sentence. An empty \`field\` is the body itself.
- **\`payment\`** stands on paid routes: \`not_charged\`, \`charged\` or \`unknown\`. With \`unknown\`, send the same payment
  again before you sign another one.
- **\`reason\`** names the cause in one word, where a code has several: why a payment is refused, or why the seller's
  endpoint was not reached (\`refused\`, \`unreachable\`, \`timeout\`, \`too_large\`, \`broken\`).
- **\`setting\`** goes to owners of resources alone: the setting with which the operator of the server can help.
- **\`instance\`** holds the id of the request. The header \`X-Request-Id\` and the server's log have it too: name it when
  you ask for help.

Malformed JSON is told with its line and column, and none of its text. A method that a path does not have gets \`405\`
with \`Allow\`. A path that no route has gets \`route_not_found\`; an id or a name that nothing has gets \`not_found\`, or
a code of its own. A malformed id is an unknown one. Whatever is not yours does not exist for you.
`;

/** A page of Markdown that tells every problem there is. */
export function problemPage(areas: ProblemsByArea): string {
  const parts = [...areas].map(([area, types]) => section(area, types));
  return [HEAD, ...parts].join('\n');
}

function section(area: string, types: readonly ProblemType[]): string {
  const title = `${area.charAt(0).toUpperCase()}${area.slice(1).replaceAll('-', ' ')}`;
  const rows = types.map(rowOf).sort();
  const table = ['| code | status | retryable | meaning |', '| --- | --- | --- | --- |', ...rows];
  return `## ${title}\n\n<!-- prettier-ignore-start -->\n${table.join('\n')}\n<!-- prettier-ignore-end -->\n`;
}

function rowOf({ code, status, title, retryable }: ProblemType): string {
  return `| \`${code}\` | ${status} | ${retryable ? 'yes' : 'no'} | ${title} |`;
}
