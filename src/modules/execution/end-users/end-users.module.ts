import { Module } from '@nestjs/common';
import { ConfigModule } from '../../../common/config/index.js';
import { endUsersConfig } from './end-users.config.js';
import { EndUsers } from './end-users.service.js';

/** How buyers are named to the providers of models. */
@Module({
  imports: [ConfigModule.forFeature(endUsersConfig)],
  providers: [EndUsers],
  exports: [EndUsers],
})
export class EndUsersModule {}
