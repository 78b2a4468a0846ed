import { Module } from '@nestjs/common';
import { ApiKeysModule } from '../api-keys/api-keys.module.js';
import { SessionCookiesModule } from '../cookies/session-cookies.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { SignInModule } from '../sign-in/sign-in.module.js';
import { BrowserSessionsController } from './browser-sessions.controller.js';
import { BrowserSessions } from './browser-sessions.service.js';

/** People who use the pages of this server. */
@Module({
  imports: [ApiKeysModule, SessionCookiesModule, SessionsModule, SignInModule],
  controllers: [BrowserSessionsController],
  providers: [BrowserSessions],
})
export class BrowserSessionsModule {}
