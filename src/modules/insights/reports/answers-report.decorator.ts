import { applyDecorators, Header, UseInterceptors } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, getSchemaPath } from '@nestjs/swagger';
import {
  forbidden,
  invalidInput,
  tooManyRequests,
  unauthenticated,
} from '../../../common/errors/index.js';
import { Operation } from '../../../common/http/index.js';
import { ReportDto } from '../series/report.dto.js';
import { type ReportDefinition, REPORTS, type ReportName } from './report-definitions.js';
import { WriteReportInterceptor } from './write-report.interceptor.js';

/** A route that answers a report, as JSON or as a table. */
export function AnswersReport(name: ReportName, summary: string) {
  return applyDecorators(
    Header('cache-control', 'no-store'),
    UseInterceptors(WriteReportInterceptor),
    Operation({
      summary,
      description: describe(REPORTS[name]),
      problems: [unauthenticated, forbidden, invalidInput, tooManyRequests],
    }),
    ApiExtraModels(ReportDto),
    ApiOkResponse({
      description: 'The figures; with `format=csv` or `Accept: text/csv` the same as a table',
      content: {
        'application/json': { schema: { $ref: getSchemaPath(ReportDto) } },
        'text/csv': { schema: { type: 'string' } },
      },
    }),
  );
}

function describe({ measures, ofProviders }: ReportDefinition): string {
  const own = `Measures: ${listed(measures)}.`;
  return ofProviders
    ? `${own} Of a provider’s account, as \`source\`: ${listed(ofProviders)}.`
    : own;
}

function listed(measures: ReportDefinition['measures']): string {
  return Object.entries(measures)
    .map(([name, says]) => `\`${name}\` (${says.toLowerCase()})`)
    .join(', ');
}
