export { AccountsModule } from './accounts.module.js';
export { AccountDirectory, type ProvenWallet } from './directory/account-directory.service.js';
export { AdminOnly } from './guard/admin-only.decorator.js';
export type { AuthenticatedUser, Scope } from './guard/authenticated-user.js';
export { CurrentUser } from './guard/current-user.decorator.js';
export { OpenToProof } from './guard/open-to-proof.decorator.js';
export { Public } from './guard/public.decorator.js';
export { RequireScope } from './guard/require-scope.decorator.js';
