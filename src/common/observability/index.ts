export { createLogger } from './logger.js';
export { type AnsweredRequest, logRequest, onAnswered } from './log-request.js';
export { NestLogger } from './nest-logger.js';
export { LOGGER, ObservabilityModule } from './observability.module.js';
export { type RequestContext, requestContext } from './request-context.js';
export { TRACED, traced, type TracedWork } from './traced.js';
export { redactUrls, secretParts, withoutParts } from './redact-urls.js';
