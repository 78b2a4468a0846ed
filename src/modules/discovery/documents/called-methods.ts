import type { OpenAPIObject } from '@nestjs/swagger';

/** Methods that a route for all of them is documented with: what resources are sold by. */
const SOLD_BY = ['get', 'post', 'put', 'patch', 'delete'] as const;
const NOT_SHOWN = new Set(['head', 'options', 'search', 'trace', 'query']);

/** A route that takes any method is called by those that mean something there. */
export function onlyCalledMethods(document: OpenAPIObject): OpenAPIObject {
  const paths = Object.fromEntries(
    Object.entries(document.paths).map(([path, operations]) => {
      const isForAll = SOLD_BY.every((method) => method in operations);
      const shown = Object.entries(operations).filter(([method]) => !NOT_SHOWN.has(method));
      return [path, isForAll ? Object.fromEntries(shown) : operations];
    }),
  );
  return { ...document, paths };
}
