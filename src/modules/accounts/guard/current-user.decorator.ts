import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { AuthenticatedUser } from './authenticated-user.js';

/** A request that has passed the guard. */
export interface AuthenticatedRequest {
  user?: AuthenticatedUser;
}

/** Gives a route handler the {@link AuthenticatedUser}; it has no meaning on a public route. */
export const CurrentUser = createParamDecorator(
  (_data: unknown, context: ExecutionContext): AuthenticatedUser => {
    const { user } = context.switchToHttp().getRequest<AuthenticatedRequest>();
    if (user === undefined) throw new Error('a public route has no current user');
    return user;
  },
);
