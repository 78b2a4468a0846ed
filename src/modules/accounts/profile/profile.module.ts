import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ConfigModule } from '../../../common/config/index.js';
import { WalletsModule } from '../wallets/wallets.module.js';
import { WalletProofsModule } from '../wallet-proofs/wallet-proofs.module.js';
import { PayoutWalletsController } from './payout-wallets.controller.js';
import { PayoutWallets } from './payout-wallets.service.js';
import { profileConfig } from './profile.config.js';
import { ProfileController } from './profile.controller.js';
import { Profiles } from './profiles.service.js';
import { SignInAccounts } from './sign-in-accounts.service.js';
import { User } from './user.entity.js';
import { UsersRepository } from './users.repository.js';
import { Wallet } from './wallet.entity.js';
import { WalletsRepository } from './wallets.repository.js';

/** Who users are, and where they are paid. */
@Module({
  imports: [
    ConfigModule.forFeature(profileConfig),
    TypeOrmModule.forFeature([User, Wallet]),
    WalletProofsModule,
    WalletsModule,
  ],
  controllers: [PayoutWalletsController, ProfileController],
  providers: [PayoutWallets, Profiles, SignInAccounts, UsersRepository, WalletsRepository],
  exports: [Profiles, SignInAccounts, UsersRepository, WalletsRepository],
})
export class ProfileModule {}
