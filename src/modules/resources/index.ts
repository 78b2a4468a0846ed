export { type DirectModel, MODEL_SUPPORT, type ModelSupport } from './model-support.js';
export { RESOURCE_SECRET_SUPPORT, type ResourceSecretSupport } from './resource-secret-support.js';
export { CatalogueModule } from './catalogue/catalogue.module.js';
export { CatalogueDetails } from './catalogue/catalogue-details.service.js';
export {
  Catalogue,
  type CatalogueQuestion,
  type CatalogueRequest,
} from './catalogue/catalogue.service.js';
export { decodePosition } from './catalogue/order.js';
export { readQuery } from './catalogue/read-query.js';
export type { PublicResource } from './catalogue/public-resource.entity.js';
export { PUBLIC_READS } from './public-reads.js';
export { ModelsModule } from './models/models.module.js';
export { CATEGORY_IDS } from './records/categories.js';
export { isSlug } from './records/slug.js';
export { ResourceRecordsModule } from './records/resource-records.module.js';
export { Withdrawals } from './records/withdrawals.service.js';
export { StorefrontModule } from './storefront/storefront.module.js';
export { ResourcesModule } from './resources.module.js';
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
export type { ModelPrices, OfferedModel } from './models/model.js';
export { Models } from './models/models.service.js';
export { typeUnavailable } from './resource-problems.js';
export { isCounted, type ResourceLimits } from './records/limits.js';
export { Storefront } from './storefront/storefront.service.js';
export {
  renderPrompt,
  type RenderedPrompt,
  USER_MESSAGE_INPUT,
  validateInput,
} from './templates/template-input.js';
export { checkSchema } from './types/prompt/schema.js';
export { bytesOf } from './types/static/static-config.js';
export { outputsOf } from './types/openrouter_instant/fit.js';
export {
  parseMinimum,
  parsePercent,
  parsePerMillion,
  type UsagePrice,
} from './records/usage-price.js';
export type { PublicInput } from './templates/public-input.js';
export { documentTypes } from './types/document-types.js';
export { ProvidesResourceType } from './types/provides-resource-type.decorator.js';
export { shownInputs, whyNotShown } from './types/shown-inputs.js';
export type { ModelUse, ResourceType, TypedConfig } from './types/resource-type.js';
export type { TypeColumns } from './types/type-columns.entity.js';
export { ResourceTypes } from './types/resource-types.service.js';
export { ResourceTypesModule } from './types/resource-types.module.js';
export type { ExternalConfig } from './types/external/external-config.js';
export type { OpenRouterInstantConfig } from './types/openrouter_instant/openrouter-instant-config.js';
export type { PromptConfig } from './types/prompt/prompt-config.js';
export type { PromptTemplateConfig } from './types/prompt_template/prompt-template-config.js';
export type { ProxyConfig } from './types/proxy/proxy-config.js';
export type { StaticConfig } from './types/static/static-config.js';
