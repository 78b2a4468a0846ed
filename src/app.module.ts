import { type DynamicModule, Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { ClockModule } from './common/clock/index.js';
import { type Config, ConfigModule } from './common/config/index.js';
import { DatabaseModule, servicesOf } from './common/database/index.js';
import { EgressModule } from './common/egress/index.js';
import { EventsModule } from './common/events/index.js';
import { HttpModule } from './common/http/index.js';
import { JobsModule } from './common/jobs/index.js';
import { LifetimeModule } from './common/lifetime/index.js';
import { ObservabilityModule } from './common/observability/index.js';
import { OutboxModule } from './common/outbox/index.js';
import { RateLimitModule } from './common/rate-limit/index.js';
import { type Extension, modulesOf } from './extension.js';
import { AccountsModule } from './modules/accounts/index.js';
import { ConsoleModule } from './modules/console/index.js';
import { DiscoveryModule } from './modules/discovery/index.js';
import { ExecutionModule, LlmProvidersModule } from './modules/execution/index.js';
import { InsightsModule } from './modules/insights/index.js';
import { IntegrationsModule } from './modules/integrations/index.js';
import { OperationsModule } from './modules/operations/index.js';
import { PaymentsModule } from './modules/payments/index.js';
import { ResourcesModule } from './modules/resources/index.js';

/** The whole application, with what other teams add to it. */
@Module({})
export class AppModule {
  static forRoot(
    config: Config,
    logger: Logger,
    extensions: readonly Extension[] = [],
  ): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(config),
        ObservabilityModule.forRoot(logger),
        ClockModule,
        LifetimeModule,
        OutboxModule,
        DatabaseModule.forRoot(servicesOf(extensions)),
        HttpModule,
        EgressModule,
        RateLimitModule,
        JobsModule,
        EventsModule,
        LlmProvidersModule,
        AccountsModule,
        IntegrationsModule,
        ResourcesModule,
        PaymentsModule,
        ExecutionModule,
        ConsoleModule,
        DiscoveryModule,
        InsightsModule,
        OperationsModule,
        ...modulesOf(extensions),
      ],
    };
  }
}
