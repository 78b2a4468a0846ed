export { orAborted, untilAborted } from './abandon.js';
export { LifetimeModule } from './lifetime.module.js';
export { Lifetime, type Limits } from './lifetime.service.js';
