import { Module } from '@nestjs/common';
import { ProfileModule } from '../profile/profile.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { SignedMessagesModule } from '../signed-messages/signed-messages.module.js';
import { SignInController } from './sign-in.controller.js';
import { SignIn } from './sign-in.service.js';

/** Opens sessions for signed messages. */
@Module({
  imports: [ProfileModule, SessionsModule, SignedMessagesModule],
  controllers: [SignInController],
  providers: [SignIn],
  exports: [SignIn],
})
export class SignInModule {}
