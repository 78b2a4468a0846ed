import { SetMetadata } from '@nestjs/common';
import type { Scope } from './authenticated-user.js';

/** Metadata key that {@link RequireScope} sets. */
export const REQUIRED_SCOPE = 'accounts:scope';

/**
 * The scope that credentials need for a route or controller. A route that names none needs `admin`,
 * so that forgetting this gives an API key too little instead of too much.
 */
export function RequireScope(scope: Scope) {
  return SetMetadata(REQUIRED_SCOPE, scope);
}
