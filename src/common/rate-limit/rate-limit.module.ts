import { Global, Module } from '@nestjs/common';
import { ForgetWindowsJob } from './forget-windows.job.js';
import { RateLimits } from './rate-limits.service.js';

@Global()
@Module({ providers: [RateLimits, ForgetWindowsJob], exports: [RateLimits] })
export class RateLimitModule {}
