import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { fileNameOf, toReportCsv } from '../series/report-csv.js';
import { toReportJson } from '../series/report-json.js';
import type { Report } from '../series/report-view.js';
import { wantsCsv } from './wants-csv.js';

/** Writes a report down as JSON, or as a file of CSV where a client wants one. */
@Injectable()
export class WriteReportInterceptor implements NestInterceptor<Report, Buffer> {
  intercept(context: ExecutionContext, next: CallHandler<Report>): Observable<Buffer> {
    const http = context.switchToHttp();
    const { query, headers } = http.getRequest<FastifyRequest<{ Querystring: Query }>>();
    const reply = http.getResponse<FastifyReply>();
    const write = wantsCsv(query.format, headers.accept) ? asFile : asJson;
    return next.handle().pipe(map((report) => write(report, reply)));
  }
}

interface Query {
  readonly format?: unknown;
}

function asJson(report: Report, reply: FastifyReply): Buffer {
  reply.header('content-type', 'application/json; charset=utf-8');
  return toReportJson(report);
}

function asFile(report: Report, reply: FastifyReply): Buffer {
  reply.headers({
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="${fileNameOf(report)}"`,
  });
  return toReportCsv(report);
}
