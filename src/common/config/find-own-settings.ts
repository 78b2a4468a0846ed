import type { DynamicModule, ForwardReference, Type } from '@nestjs/common';
import { ConfigModule } from './config.module.js';
import type { Declared } from './setting.js';

/** What stands in the `imports` of a module. */
type Imported = Type | DynamicModule | ForwardReference | Promise<DynamicModule>;

/**
 * The settings that `modules` and all they import declare themselves: what is wrong with them is told
 * before anything starts, and together with everything else.
 */
export async function findOwnSettings(modules: readonly Imported[]): Promise<Declared[]> {
  const found = new Set<Declared>();
  const seen = new Set<unknown>();
  const next = [...modules];
  while (next.length > 0) {
    const module = await next.pop();
    if (module === undefined || seen.has(module)) continue;
    seen.add(module);
    const own = ConfigModule.ownSettingsOf(module);
    if (own !== undefined) found.add(own);
    next.push(...importsOf(module));
  }
  return [...found];
}

function importsOf(module: Type | DynamicModule | ForwardReference): readonly Imported[] {
  if ('forwardRef' in module) return [module.forwardRef() as Imported];
  if (!('module' in module)) return Reflect.getMetadata('imports', module) ?? [];
  return [...(module.imports ?? []), module.module];
}
