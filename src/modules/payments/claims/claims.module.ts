import { Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ConfigModule } from '../../../common/config/index.js';
import { PaymentClaim } from './claim.entity.js';
import { claimsConfig } from './claims.config.js';
import { ClaimsRepository } from './claims.repository.js';
import { Claims } from './claims.service.js';
import { assertLifecycle } from './claim-lifecycle.js';
import { Leases } from './leases.service.js';

/** Claims on payments: reserved once, held by one process, changed by the rules of their lifecycle. */
@Module({
  imports: [ConfigModule.forFeature(claimsConfig), TypeOrmModule.forFeature([PaymentClaim])],
  providers: [ClaimsRepository, Claims, Leases],
  exports: [Claims, ClaimsRepository, Leases],
})
export class ClaimsModule implements OnModuleInit {
  onModuleInit(): void {
    assertLifecycle();
  }
}
