import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import {
  forbidden,
  invalidInput,
  tooManyRequests,
  unauthenticated,
} from '../../../common/errors/index.js';
import { Operation } from '../../../common/http/index.js';
import { type AuthenticatedUser, CurrentUser, RequireScope } from '../../accounts/index.js';
import { ForecastDto, ForecastQuery } from './forecast.dto.js';
import { Forecasts } from './forecasts.service.js';
import type { Money } from './money-sources.js';

@ApiTags('Insights')
@ApiBearerAuth()
@ApiSecurity('api-key')
@RequireScope('read')
@Controller('insights/forecast')
export class ForecastController {
  constructor(private readonly forecasts: Forecasts) {}

  @Get()
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'Forecast what this month will come to',
    description:
      'What is known of the month, and for the days left what the last eight weeks let expect. The range is ' +
      'made of the errors of the same method in past months of the same figures.',
    problems: [unauthenticated, forbidden, invalidInput, tooManyRequests],
  })
  @ApiOkResponse({ type: ForecastDto })
  async forecast(
    @CurrentUser() user: AuthenticatedUser,
    @Query() query: ForecastQuery,
  ): Promise<ForecastDto> {
    return new ForecastDto(await this.forecasts.of(user.id, moneyOf(query), query.tz));
  }
}

function moneyOf({ of, source = 'anthropic' }: ForecastQuery): Money {
  return of === 'providerCost' ? source : of;
}
