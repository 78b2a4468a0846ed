import { Module } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { createInputPipe } from './input.pipe.js';
import { ProblemFilter } from './problem.filter.js';
import { ReadableBodyInterceptor } from './readable-body.interceptor.js';

/** The edge every route shares: readable bodies, field-level validation and problem+json. */
@Module({
  providers: [
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_INTERCEPTOR, useClass: ReadableBodyInterceptor },
    { provide: APP_PIPE, useFactory: createInputPipe },
  ],
})
export class HttpModule {}
