import { Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ApiKey } from './api-keys/api-key.entity.js';
import { ApiKeyAuthenticator } from './api-keys/api-key-authenticator.service.js';
import { ApiKeysController } from './api-keys/api-keys.controller.js';
import { ApiKeysRepository } from './api-keys/api-keys.repository.js';
import { ApiKeys } from './api-keys/api-keys.service.js';
import { AccountDirectory } from './directory/account-directory.service.js';
import { ConfigModule } from '../../common/config/index.js';
import { adminConfig } from './guard/admin.config.js';
import { AdminKey } from './guard/admin-key.service.js';
import { profileConfig } from './profile/profile.config.js';
import { sessionsConfig } from './sessions/sessions.config.js';
import { signedMessagesConfig } from './signed-messages/signed-messages.config.js';
import { AuthGuard } from './guard/auth.guard.js';
import { type Authenticator, AUTHENTICATORS } from './guard/authenticator.js';
import { PayoutWalletsController } from './profile/payout-wallets.controller.js';
import { PayoutWallets } from './profile/payout-wallets.service.js';
import { ProfileController } from './profile/profile.controller.js';
import { Profiles } from './profile/profiles.service.js';
import { SignInAccounts } from './profile/sign-in-accounts.service.js';
import { User } from './profile/user.entity.js';
import { UsersRepository } from './profile/users.repository.js';
import { Wallet } from './profile/wallet.entity.js';
import { WalletsRepository } from './profile/wallets.repository.js';
import { AccessTokens } from './sessions/access-tokens.service.js';
import { RefreshToken } from './sessions/refresh-token.entity.js';
import { RefreshTokensRepository } from './sessions/refresh-tokens.repository.js';
import { SessionAuthenticator } from './sessions/session-authenticator.service.js';
import { SessionsController } from './sessions/sessions.controller.js';
import { Sessions } from './sessions/sessions.service.js';
import { Nonces } from './signed-messages/nonces.service.js';
import { SignedMessages } from './signed-messages/signed-messages.service.js';
import { UsedNonce } from './signed-messages/used-nonce.entity.js';
import { UsedNoncesRepository } from './signed-messages/used-nonces.repository.js';
import { SignInController } from './sign-in/sign-in.controller.js';
import { SignIn } from './sign-in/sign-in.service.js';
import { EvmWallets } from './wallets/evm-wallets.service.js';
import { WalletFamilies } from './wallets/wallet-families.service.js';
import { walletsConfig } from './wallets/wallets.config.js';
import { WalletProof } from './wallet-proofs/wallet-proof.entity.js';
import { WalletProofsController } from './wallet-proofs/wallet-proofs.controller.js';
import { WalletProofsRepository } from './wallet-proofs/wallet-proofs.repository.js';
import { WalletProofs } from './wallet-proofs/wallet-proofs.service.js';

const profile = [
  UsersRepository,
  WalletsRepository,
  SignInAccounts,
  Profiles,
  PayoutWallets,
  AccountDirectory,
];
const signedMessages = [UsedNoncesRepository, Nonces, SignedMessages];
const walletProofs = [WalletProofsRepository, WalletProofs, WalletFamilies, EvmWallets];
const sessions = [RefreshTokensRepository, AccessTokens, Sessions, SignIn];
const apiKeys = [ApiKeysRepository, ApiKeys];

/** Every kind of credential, in the order the guard asks: a new kind is one class and one line. */
const authenticators = [ApiKeyAuthenticator, SessionAuthenticator];

@Module({
  imports: [
    ConfigModule.forFeature(adminConfig),
    ConfigModule.forFeature(profileConfig),
    ConfigModule.forFeature(sessionsConfig),
    ConfigModule.forFeature(signedMessagesConfig),
    ConfigModule.forFeature(walletsConfig),
    DiscoveryModule,
    TypeOrmModule.forFeature([User, Wallet, WalletProof, UsedNonce, RefreshToken, ApiKey]),
  ],
  controllers: [
    SignInController,
    SessionsController,
    ProfileController,
    PayoutWalletsController,
    WalletProofsController,
    ApiKeysController,
  ],
  providers: [
    AdminKey,
    ...profile,
    ...signedMessages,
    ...walletProofs,
    ...sessions,
    ...apiKeys,
    ...authenticators,
    {
      provide: AUTHENTICATORS,
      inject: authenticators,
      useFactory: (...list: Authenticator[]) => list,
    },
    { provide: APP_GUARD, useClass: AuthGuard },
  ],
  exports: [AccountDirectory, AdminKey],
})
export class AccountsModule {}
