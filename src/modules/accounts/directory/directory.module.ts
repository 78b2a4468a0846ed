import { Module } from '@nestjs/common';
import { ProfileModule } from '../profile/profile.module.js';
import { WalletProofsModule } from '../wallet-proofs/wallet-proofs.module.js';
import { AccountDirectory } from './account-directory.service.js';

/** What the other modules may know of accounts. */
@Module({
  imports: [ProfileModule, WalletProofsModule],
  providers: [AccountDirectory],
  exports: [AccountDirectory],
})
export class DirectoryModule {}
