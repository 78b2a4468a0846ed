import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ConfigModule } from '../../../common/config/index.js';
import { AcceptedTerms } from './accepted-terms.entity.js';
import { AcceptedTermsRepository } from './accepted-terms.repository.js';
import { providerTermsConfig } from './provider-terms.config.js';
import { ProviderTermsController } from './provider-terms.controller.js';
import { ProviderTerms } from './provider-terms.service.js';

/** Which terms of model providers users accept before they publish. */
@Module({
  imports: [
    ConfigModule.forFeature(providerTermsConfig),
    TypeOrmModule.forFeature([AcceptedTerms]),
  ],
  controllers: [ProviderTermsController],
  providers: [AcceptedTermsRepository, ProviderTerms],
  exports: [ProviderTerms],
})
export class ProviderTermsModule {}
