export { Egress } from './egress.client.js';
export { EgressModule } from './egress.module.js';
export { EgressFailure, type EgressFailureKind, type RefusalReason } from './failure.js';
export type { EgressHeaders, EgressRequest, EgressResponse } from './request.js';
