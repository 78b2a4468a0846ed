import { inputsOf } from './configuration.ts';
import type { Draft } from './draft.ts';

/** A call of a resource without a payment, to be copied into a shell: it is answered with 402 and the price. */
export function curlOf(draft: Draft): string {
  const { url, type } = draft;
  const { config } = inputsOf(draft);
  const method = methodOf(draft);
  const flags = type === 'external' ? '-iL' : '-i';
  if (method === 'GET') return `curl ${flags} ${url}`;
  const verb = method === 'POST' ? '' : ` -X ${method}`;
  const names = config.parameters.map(({ name }) => name);
  if (config.allowsUserMessage) names.push('message');
  const body = JSON.stringify(Object.fromEntries(names.map((name) => [name, '…'])));
  return `curl ${flags}${verb} ${url} \\\n  -H 'content-type: application/json' -d '${body}'`;
}

function methodOf({ type, config, endpoint }: Draft): string {
  if (type === 'static') return 'GET';
  if (type === 'external') return endpoint?.method ?? 'GET';
  const { methods } = config as { methods?: readonly string[] };
  return methods?.[0] ?? 'POST';
}
