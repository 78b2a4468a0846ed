export { type DirectModel, MODEL_SUPPORT, type ModelSupport } from './model-support.js';
export { ResourcesModule, type ResourcesOptions } from './resources.module.js';
export {
  type GoneListing,
  OFFER_TTL,
  type OwnedDraft,
  type RecentRuns,
  type ResourceVersion,
  type SaleListing,
  type SaleResource,
  type SoldVersion,
} from './storefront/sale.js';
export { Storefront } from './storefront/storefront.service.js';
export type { PromptTemplateConfig } from './types/prompt_template/config.js';
export { renderPrompt, type RenderedPrompt, validateInput } from './types/prompt_template/input.js';
export type { PromptConfig } from './types/prompt/config.js';
export { compileSchema } from './types/prompt/schema.js';
export type { ProxyConfig } from './types/proxy/config.js';
export { bytesOf, type StaticConfig } from './types/static/config.js';
export type { PublicInput } from './types/resource-type.js';
export type { TypedConfig } from './types/resource-types.service.js';
