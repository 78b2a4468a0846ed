import { api } from '../../api/index.ts';
import type { ReportQuery } from './csv-link.ts';

/** Asks for a report of insights. */
export function useReport(report: 'earnings' | 'usage' | 'costs', query: ReportQuery) {
  // All three are asked and answer alike.
  const path = `/api/v1/insights/${report}` as '/api/v1/insights/usage';
  return api.useQuery('get', path, { params: { query } });
}
