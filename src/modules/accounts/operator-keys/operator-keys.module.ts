import { Module } from '@nestjs/common';
import { ApiKeysModule } from '../api-keys/api-keys.module.js';
import { ProfileModule } from '../profile/profile.module.js';
import { OperatorKeys } from './operator-keys.service.js';

@Module({
  imports: [ApiKeysModule, ProfileModule],
  providers: [OperatorKeys],
  exports: [OperatorKeys],
})
export class OperatorKeysModule {}
