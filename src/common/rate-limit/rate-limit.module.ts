import { Global, Module } from '@nestjs/common';
import { ForgetWindowsJob } from './forget-windows.job.js';
import { RefusalLimits } from './refusal-limits.service.js';
import { RateLimits } from './rate-limits.service.js';

@Global()
@Module({
  providers: [RateLimits, RefusalLimits, ForgetWindowsJob],
  exports: [RateLimits, RefusalLimits],
})
export class RateLimitModule {}
