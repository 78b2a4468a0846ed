export { type Caller, callerKey, RATE_LIMIT_HEADERS, type RateLimit } from './rate-limit.js';
export { RateLimitModule } from './rate-limit.module.js';
export { RateLimited } from './rate-limited.decorator.js';
export { RefusalLimits } from './refusal-limits.service.js';
export { RateLimits } from './rate-limits.service.js';
