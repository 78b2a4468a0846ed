import type { Page } from 'playwright-core';

/** A request as Swagger UI prefills it. */
export interface Prefilled {
  readonly method: string;
  /** With the names of parameters in braces. */
  readonly path: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly value?: unknown;
  }[];
  readonly body?: string;
  /** Whether it says that it answers 402. */
  readonly isPriced: boolean;
  /** Names of the ways to show who one is. */
  readonly keys: readonly string[];
}

/** What Swagger UI sends of an operation; its own functions make the bodies that have no example. */
export function prefilled(page: Page): Promise<Prefilled[]> {
  return page.evaluate(IN_THE_PAGE);
}

/**
 * Runs in the page. Text, since it speaks of what browsers have. A resolved document has no references, which
 * the function of Swagger UI that makes samples wants.
 */
const IN_THE_PAGE = `(() => {
  const { fn, specSelectors } = window.ui.getSystem();
  const document = specSelectors.specJson().toJS();
  const whole = (node, seen = []) => {
    if (Array.isArray(node)) return node.map((one) => whole(one, seen));
    if (typeof node !== 'object' || node === null) return node;
    const { $ref, ...rest } = node;
    if ($ref === undefined) {
      return Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, whole(value, seen)]));
    }
    if (seen.includes($ref)) return {};
    const found = $ref.split('/').slice(1).reduce((at, name) => at[name], document);
    return { ...whole(found, [...seen, $ref]), ...rest };
  };
  const bodyOf = (content) => {
    const [first] = Object.values(content.examples ?? {});
    if (first !== undefined) return JSON.stringify(first.value);
    const sample = fn.getSampleSchema(whole(content.schema), 'application/json', { includeWriteOnly: true });
    return typeof sample === 'string' ? sample : JSON.stringify(sample);
  };
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const content = operation.requestBody?.content?.['application/json'];
      const parameters = (operation.parameters ?? []).map(({ name, in: place, example, schema }) => ({
        name,
        in: place,
        value: example ?? schema?.example ?? schema?.default,
      }));
      const keys = (operation.security ?? []).flatMap(Object.keys);
      const isPriced = '402' in operation.responses;
      return { method: method.toUpperCase(), path, parameters, keys, isPriced, body: content && bodyOf(content) };
    }),
  );
})()`;
