import { Module } from '@nestjs/common';
import { ConfigModule } from '../../../common/config/index.js';
import { NetworksModule } from '../networks/networks.module.js';
import { X402Module } from '../x402/x402.module.js';
import { facilitatorConfig } from './facilitator.config.js';
import { facilitatorProvider } from './facilitator.provider.js';
import { FacilitatorService } from './facilitator.service.js';
import { FeePayers } from './fee-payers.service.js';
import { GasWatch } from './gas-watch.service.js';
import { IndexReports } from './index-reports.service.js';
import { Metering } from './metering.service.js';
import { OpenNetworks } from './open-networks.service.js';
import { SupportCheck } from './support-check.service.js';

/** Who verifies and settles payments. Nothing else holds the hot keys. */
@Module({
  imports: [ConfigModule.forFeature(facilitatorConfig), NetworksModule, X402Module],
  providers: [
    facilitatorProvider,
    FacilitatorService,
    FeePayers,
    GasWatch,
    IndexReports,
    Metering,
    OpenNetworks,
    SupportCheck,
  ],
  exports: [FacilitatorService, GasWatch, Metering, OpenNetworks],
})
export class FacilitatorModule {}
