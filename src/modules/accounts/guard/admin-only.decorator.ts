import { applyDecorators, UseGuards } from '@nestjs/common';
import { ApiSecurity } from '@nestjs/swagger';
import { routeNotFound, unauthenticated } from '../../../common/errors/index.js';
import { ApiProblems } from '../../../common/http/index.js';
import { AdminGuard } from './admin.guard.js';
import { Public } from './public.decorator.js';

/** Keeps a controller or route for the operator: no account opens it, only `ADMIN_API_KEY` does. */
export function AdminOnly() {
  return applyDecorators(
    Public(),
    UseGuards(AdminGuard),
    ApiSecurity('admin-key'),
    ApiProblems(unauthenticated, routeNotFound),
  );
}
