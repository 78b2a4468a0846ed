import { api } from '../../api/index.ts';
import type { ReportQuery } from './csv-link.ts';
import type { Report } from './report.ts';

type ReportPath = '/api/v1/insights/usage';

/** Asks for a report; each page asks for JSON alone. */
export function useReport(report: 'earnings' | 'usage' | 'costs', query: ReportQuery) {
  // All three are asked and answer alike.
  const path = `/api/v1/insights/${report}` as ReportPath;
  return api.useQuery('get', path, { params: { query } }, { select: asJson });
}

function asJson(answer: Report | string): Report {
  if (typeof answer === 'string') throw new TypeError('the report came as a file');
  return answer;
}
