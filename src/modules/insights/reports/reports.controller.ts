import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { type AuthenticatedUser, CurrentUser, RequireScope } from '../../accounts/index.js';
import { ReportQuery, SourcedReportQuery } from '../series/report-query.dto.js';
import type { Report } from '../series/report-view.js';
import { AnswersReport } from './answers-report.decorator.js';
import { Reports } from './reports.service.js';

@ApiTags('Insights')
@ApiBearerAuth()
@ApiSecurity('api-key')
@RequireScope('read')
@Controller('insights')
export class ReportsController {
  constructor(private readonly reports: Reports) {}

  @Get('earnings')
  @AnswersReport('earnings', 'Show what you earned, day by day')
  earnings(@CurrentUser() user: AuthenticatedUser, @Query() query: ReportQuery): Promise<Report> {
    return this.reports.read(user.id, 'earnings', query);
  }

  @Get('usage')
  @AnswersReport('usage', 'Show how much your resources, or a provider account, were used')
  usage(
    @CurrentUser() user: AuthenticatedUser,
    @Query() query: SourcedReportQuery,
  ): Promise<Report> {
    return this.reports.read(user.id, 'usage', query);
  }

  @Get('costs')
  @AnswersReport('costs', 'Show what your calls, or a provider account, cost you')
  costs(
    @CurrentUser() user: AuthenticatedUser,
    @Query() query: SourcedReportQuery,
  ): Promise<Report> {
    return this.reports.read(user.id, 'costs', query);
  }

  @Get('margin')
  @AnswersReport('margin', 'Show what is left of what you earned')
  margin(@CurrentUser() user: AuthenticatedUser, @Query() query: ReportQuery): Promise<Report> {
    return this.reports.read(user.id, 'margin', query);
  }

  @Get('failures')
  @AnswersReport('failures', 'Show which calls had no result, and why')
  failures(@CurrentUser() user: AuthenticatedUser, @Query() query: ReportQuery): Promise<Report> {
    return this.reports.read(user.id, 'failures', query);
  }

  @Get('demand')
  @AnswersReport('demand', 'Show one step from a price to a result, day by day')
  demand(@CurrentUser() user: AuthenticatedUser, @Query() query: ReportQuery): Promise<Report> {
    return this.reports.read(user.id, 'demand', query);
  }
}
