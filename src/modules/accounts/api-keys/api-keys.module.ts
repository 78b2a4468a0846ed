import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ProfileModule } from '../profile/profile.module.js';
import { ApiKeyAuthenticator } from './api-key-authenticator.service.js';
import { ApiKey } from './api-key.entity.js';
import { ApiKeysController } from './api-keys.controller.js';
import { ApiKeysRepository } from './api-keys.repository.js';
import { ApiKeys } from './api-keys.service.js';

/** Keys by which programs act for an account. */
@Module({
  imports: [TypeOrmModule.forFeature([ApiKey]), ProfileModule],
  controllers: [ApiKeysController],
  providers: [ApiKeyAuthenticator, ApiKeysRepository, ApiKeys],
  exports: [ApiKeyAuthenticator, ApiKeys],
})
export class ApiKeysModule {}
