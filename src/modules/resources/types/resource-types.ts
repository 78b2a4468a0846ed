import { openRouterInstant } from './openrouter_instant/openrouter-instant-type.js';
import { external } from './external/external-type.js';
import { promptTemplate } from './prompt_template/prompt-template-type.js';
import { prompt } from './prompt/prompt-type.js';
import { proxy } from './proxy/proxy-type.js';
import { staticContent } from './static/static-type.js';
import type { ResourceType } from './resource-type.js';

/** Every type of resource that can be sold. A new one is a folder beside this file and a line here. */
export const RESOURCE_TYPES = [
  promptTemplate,
  openRouterInstant,
  prompt,
  proxy,
  external,
  staticContent,
] as const;

type Listed = (typeof RESOURCE_TYPES)[number];

export type ResourceTypeId = Listed['id'];

type TypedConfigOf<T> =
  T extends ResourceType<infer Id, infer Config, infer _Input>
    ? { readonly type: Id; readonly config: Config }
    : never;

/** A configuration and the type it belongs to; `type` tells which `config` it is. */
export type TypedConfig = TypedConfigOf<Listed>;

/** The configuration of one type. */
export type ConfigOf<Id extends ResourceTypeId> = Extract<TypedConfig, { type: Id }>['config'];

/** @throws Error for an id that is not in the list, which stored resources never have. */
export function resourceType(id: string): ResourceType<string, object> {
  const type = RESOURCE_TYPES.find((one) => one.id === id);
  if (type === undefined) throw new Error(`there is no resource type ${id}`);
  return type;
}
