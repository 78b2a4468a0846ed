import { Global, Module } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { ConfigModule } from '../config/index.js';
import { egressConfig } from './egress.config.js';
import { Egress } from './egress.client.js';

/** The one way out, with the policy that the configuration says. */
@Global()
@Module({
  imports: [ConfigModule.forFeature(egressConfig)],
  providers: [
    {
      provide: Egress,
      inject: [egressConfig.KEY],
      useFactory: (policy: ConfigType<typeof egressConfig>) => new Egress(policy),
    },
  ],
  exports: [Egress],
})
export class EgressModule {}
