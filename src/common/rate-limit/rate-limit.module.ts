import { Global, Module } from '@nestjs/common';
import { ConfigModule } from '../config/index.js';
import { ForgetWindowsJob } from './forget-windows.job.js';
import { rateLimitConfig } from './rate-limit.config.js';
import { RedisWindows } from './redis-windows.client.js';
import { RefusalLimits } from './refusal-limits.service.js';
import { RateLimits } from './rate-limits.service.js';

@Global()
@Module({
  imports: [ConfigModule.forFeature(rateLimitConfig)],
  providers: [RateLimits, RedisWindows, RefusalLimits, ForgetWindowsJob],
  exports: [RateLimits, RefusalLimits],
})
export class RateLimitModule {}
