import type { OpenAPIObject } from '@nestjs/swagger';

type Components = Readonly<Record<string, Readonly<Record<string, object>>>>;

const REFERENCE = /"\$ref":"#\/components\/([^"/]+)\/([^"/]+)"/g;

/** The components of a document that a part of it refers to, and what those refer to in their turn. */
export function referenced(part: object, { components }: OpenAPIObject): Components {
  const all = (components ?? {}) as Components;
  const found: Record<string, Record<string, object>> = {};
  const open: object[] = [part];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const [, kind = '', name = ''] of JSON.stringify(next).matchAll(REFERENCE)) {
      const component = all[kind]?.[name];
      const known = (found[kind] ??= {});
      if (component === undefined || Object.hasOwn(known, name)) continue;
      known[name] = component;
      open.push(component);
    }
  }
  return found;
}
