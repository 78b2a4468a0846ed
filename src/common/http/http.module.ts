import { Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { createInputPipe } from './input.pipe.js';
import { ProblemFilter } from './problem.filter.js';

/** The edge every route shares: field-level validation and problem+json. */
@Module({
  providers: [
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_PIPE, useFactory: createInputPipe },
  ],
})
export class HttpModule {}
