import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ConfigModule } from '../../../common/config/index.js';
import { SessionCookiesModule } from '../cookies/session-cookies.module.js';
import { ProfileModule } from '../profile/profile.module.js';
import { AccessTokens } from './access-tokens.service.js';
import { OpenSessionsController } from './open-sessions.controller.js';
import { RefreshToken } from './refresh-token.entity.js';
import { RefreshTokensRepository } from './refresh-tokens.repository.js';
import { SessionAuthenticator } from './session-authenticator.service.js';
import { sessionsConfig } from './sessions.config.js';
import { SessionsController } from './sessions.controller.js';
import { Sessions } from './sessions.service.js';

/** Access and refresh tokens. */
@Module({
  imports: [
    ConfigModule.forFeature(sessionsConfig),
    TypeOrmModule.forFeature([RefreshToken]),
    ProfileModule,
    SessionCookiesModule,
  ],
  controllers: [SessionsController, OpenSessionsController],
  providers: [AccessTokens, RefreshTokensRepository, SessionAuthenticator, Sessions],
  exports: [SessionAuthenticator, Sessions],
})
export class SessionsModule {}
