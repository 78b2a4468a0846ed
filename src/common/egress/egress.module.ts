import { Global, Module } from '@nestjs/common';
import { CONFIG, type Config } from '../config/index.js';
import { Egress } from './egress.client.js';

/** The one way out, with the policy that the configuration says. */
@Global()
@Module({
  providers: [
    {
      provide: Egress,
      inject: [CONFIG],
      useFactory: ({ EGRESS_ALLOW: allowed, NODE_ENV }: Config) =>
        new Egress({ allowed, allowsPlainHttp: NODE_ENV !== 'production' }),
    },
  ],
  exports: [Egress],
})
export class EgressModule {}
