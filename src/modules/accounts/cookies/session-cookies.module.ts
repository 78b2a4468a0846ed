import { Module } from '@nestjs/common';
import { ConfigModule } from '../../../common/config/index.js';
import { sessionCookiesConfig } from './session-cookies.config.js';
import { SessionCookies } from './session-cookies.service.js';

/** The cookies of people who use the pages of this server. */
@Module({
  imports: [ConfigModule.forFeature(sessionCookiesConfig)],
  providers: [SessionCookies],
  exports: [SessionCookies],
})
export class SessionCookiesModule {}
