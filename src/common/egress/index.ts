export { Egress } from './egress.client.js';
export { adviceFor, type EgressAdvice } from './advice.js';
export { parseAllowance } from './allowance.js';
export { basicAuth } from './basic-auth.js';
export { EgressModule } from './egress.module.js';
export { EgressFailure, type EgressFailureKind, type RefusalReason } from './egress-failure.js';
export type { EgressHeaders, EgressRequest, EgressResponse } from './request.js';
