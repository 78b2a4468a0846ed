import { Module } from '@nestjs/common';
import { VerificationController } from './verification.controller.js';
import { Verification } from './verification.service.js';

/** Finds out what an endpoint of somebody else sells. */
@Module({
  controllers: [VerificationController],
  providers: [Verification],
  exports: [Verification],
})
export class VerificationModule {}
