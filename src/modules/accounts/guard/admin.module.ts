import { Module } from '@nestjs/common';
import { ConfigModule } from '../../../common/config/index.js';
import { AdminKey } from './admin-key.service.js';
import { adminConfig } from './admin.config.js';

/** The operator, whom `@AdminOnly()` asks for. */
@Module({
  imports: [ConfigModule.forFeature(adminConfig)],
  providers: [AdminKey],
  exports: [AdminKey],
})
export class AdminModule {}
