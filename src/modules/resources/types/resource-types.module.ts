import { Module } from '@nestjs/common';
import { ModelsModule } from '../models/models.module.js';
import { TYPE_CHECKS, type TypeCheck } from './type-check.js';
import { TYPE_CHECK_CLASSES } from './type-checks.provider.js';

/** The kinds of things that can be sold, and whom they ask. */
@Module({
  imports: [ModelsModule],
  providers: [
    ...TYPE_CHECK_CLASSES,
    {
      provide: TYPE_CHECKS,
      useFactory: (...checks: TypeCheck[]) => checks,
      inject: [...TYPE_CHECK_CLASSES],
    },
  ],
  exports: [TYPE_CHECKS],
})
export class ResourceTypesModule {}
