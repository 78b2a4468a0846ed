import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { fileNameOf, toReportCsv } from '../series/report-csv.js';
import type { Report } from '../series/report-view.js';
import { wantsCsv } from './wants-csv.js';

/** Answers a report as a file of CSV where a client wants one. */
@Injectable()
export class ReportFileInterceptor implements NestInterceptor<Report, Report | string> {
  intercept(context: ExecutionContext, next: CallHandler<Report>): Observable<Report | string> {
    const http = context.switchToHttp();
    const { query, headers } = http.getRequest<FastifyRequest<{ Querystring: Query }>>();
    const reply = http.getResponse<FastifyReply>();
    if (!wantsCsv(query.format, headers.accept)) return next.handle();
    return next.handle().pipe(map((report) => asFile(report, reply)));
  }
}

interface Query {
  readonly format?: unknown;
}

function asFile(report: Report, reply: FastifyReply): string {
  reply.headers({
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="${fileNameOf(report)}"`,
  });
  return toReportCsv(report);
}
