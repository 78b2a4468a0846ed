import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ApiKeyAuthenticator } from './api-keys/api-key-authenticator.service.js';
import { ApiKeysModule } from './api-keys/api-keys.module.js';
import { BrowserSessionsModule } from './browser-sessions/browser-sessions.module.js';
import { DeletionModule } from './deletion/deletion.module.js';
import { DirectoryModule } from './directory/directory.module.js';
import { ExternalJwtAuthenticator } from './external-jwts/external-jwt-authenticator.service.js';
import { ExternalJwtsModule } from './external-jwts/external-jwts.module.js';
import { AdminModule } from './guard/admin.module.js';
import { AuthGuard } from './guard/auth.guard.js';
import { type Authenticator, AUTHENTICATORS } from './guard/authenticator.js';
import { SessionCookiesModule } from './cookies/session-cookies.module.js';
import { OperatorKeysModule } from './operator-keys/operator-keys.module.js';
import { ProfileModule } from './profile/profile.module.js';
import { ProviderTermsModule } from './provider-terms/provider-terms.module.js';
import { SessionAuthenticator } from './sessions/session-authenticator.service.js';
import { SessionsModule } from './sessions/sessions.module.js';
import { SignInModule } from './sign-in/sign-in.module.js';
import { SignedMessagesModule } from './signed-messages/signed-messages.module.js';
import { WalletsModule } from './wallets/wallets.module.js';
import { WalletProofsModule } from './wallet-proofs/wallet-proofs.module.js';

/** Every kind of credential, in the order the guard asks: a new kind is one class and one line. */
const authenticators = [ApiKeyAuthenticator, SessionAuthenticator, ExternalJwtAuthenticator];

/** Who users are, how they show it, and the guard that asks them to. */
@Module({
  imports: [
    AdminModule,
    ApiKeysModule,
    BrowserSessionsModule,
    DeletionModule,
    DirectoryModule,
    ExternalJwtsModule,
    OperatorKeysModule,
    ProfileModule,
    ProviderTermsModule,
    SessionCookiesModule,
    SessionsModule,
    SignInModule,
    SignedMessagesModule,
    WalletProofsModule,
    WalletsModule,
  ],
  providers: [
    {
      provide: AUTHENTICATORS,
      inject: authenticators,
      useFactory: (...list: Authenticator[]) => list,
    },
    { provide: APP_GUARD, useClass: AuthGuard },
  ],
})
export class AccountsModule {}
