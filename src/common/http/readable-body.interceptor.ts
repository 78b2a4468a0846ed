import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { assertReadableBody } from './body.js';

/** Refuses bodies that could not be read, once the guards have let the request through. */
@Injectable()
export class ReadableBodyInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    assertReadableBody(context.switchToHttp().getRequest<FastifyRequest>());
    return next.handle();
  }
}
