import { Controller, Get, type DynamicModule, Module } from '@nestjs/common';
import { RateLimited } from '../../src/common/rate-limit/index.js';
import { Public, RequireScope } from '../../src/modules/accounts/index.js';

const LIMIT = { limit: 5, windowSeconds: 86_400 };

@Controller('limited')
class LimitedController {
  @Get('open')
  @Public()
  @RateLimited({ policy: 'open', ...LIMIT })
  open() {
    return {};
  }

  @Get('short')
  @Public()
  @RateLimited({ policy: 'short', limit: 1, windowSeconds: 1 })
  short() {
    return {};
  }

  @Get('closed')
  @RequireScope('read')
  @RateLimited({ policy: 'closed', ...LIMIT })
  closed() {
    return {};
  }
}

@Module({ controllers: [LimitedController] })
class LimitedModule {}
/** Routes at `/api/v1/limited`, five requests a day each but for `short`. */
export const limited: DynamicModule = { module: LimitedModule };
