import { Global, Module } from '@nestjs/common';
import { Lifetime } from './lifetime.service.js';

@Global()
@Module({ providers: [Lifetime], exports: [Lifetime] })
export class LifetimeModule {}
