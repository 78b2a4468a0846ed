import { Global, Module } from '@nestjs/common';
import { ConfigModule } from '../config/index.js';
import { lifetimeConfig } from './lifetime.config.js';
import { Lifetime } from './lifetime.service.js';

@Global()
@Module({
  imports: [ConfigModule.forFeature(lifetimeConfig)],
  providers: [Lifetime],
  exports: [Lifetime],
})
export class LifetimeModule {}
