import { describe, expect, it } from '@jest/globals';
import { fileNameOf, toReportCsv } from './report-csv.js';
import { toReport } from './report-view.js';
import { figureOf, NOTHING, type Point } from './series.js';

const NOW = new Date('2026-11-12T12:00:00Z');
const loss = figureOf('-1.5', { priced: 2, free: 0, unknown: 0 });
const at = (date: string): Point => ({ date, dimension: 'a', isOther: false, ...loss });
const query = {
  measure: 'margin',
  by: 'resource',
  period: { from: '2026-11-11', to: '2026-11-13', tz: 'Europe/Berlin' },
  hasPrior: true,
  top: 10,
  filters: { model: 'claude:opus' },
};
const report = toReport(
  { source: 'calls', says: 'Margin' },
  query,
  {
    series: {
      period: query.period,
      total: loss,
      priorTotal: NOTHING,
      dimensions: [{ dimension: 'a', isOther: false, ...loss, prior: NOTHING }],
      points: [at('2026-11-11')],
      days: [{ ...at('2026-11-11'), dimension: null }],
      priorDays: [],
    },
    unit: 'usd',
    asOf: NOW,
    isStale: false,
    knownFrom: null,
    knownTo: null,
  },
  { names: new Map([['a', '=HYPERLINK("evil")']]), now: NOW },
);

describe('a report', () => {
  it('says in words what its figures are figures of', () => {
    expect(report.scope).toMatchObject({
      title:
        'Margin, in US dollars, by resource, of 2026-11-11 to 2026-11-12, days of Europe/Berlin',
      filters: [{ dimension: 'model', id: 'claude:opus' }],
      prior: { from: '2026-11-09', to: '2026-11-11' },
      asOf: '2026-11-12T12:00:00.000Z',
    });
  });

  it('writes dollars with two decimals or more, beside the period before', () => {
    expect(report.total).toEqual({
      ...loss,
      value: '-1.50',
      prior: { ...NOTHING, value: '0.00' },
      change: null,
    });
    expect(report.days.map(({ value }) => value)).toEqual(['-1.50', '0.00']);
  });

  it('is the same as CSV: numbers are numbers, and no name is a formula', () => {
    expect(toReportCsv(report).split('\r\n')).toEqual([
      'row,date,dimension,name,isOther,value,unit,certainty,priced,free,unknown,priorValue,priorCertainty,change,isFinished,days',
      'total,,,,,-1.50,usd,exact,2,0,0,0.00,exact,,,days of Europe/Berlin',
      `dimension,,a,"'=HYPERLINK(""evil"")",false,-1.50,usd,exact,2,0,0,0.00,exact,,,days of Europe/Berlin`,
      `point,2026-11-11,a,"'=HYPERLINK(""evil"")",false,-1.50,usd,exact,,,,,,,true,days of Europe/Berlin`,
      `point,2026-11-12,a,"'=HYPERLINK(""evil"")",false,0.00,usd,exact,,,,,,,false,days of Europe/Berlin`,
      'day,2026-11-11,,,false,-1.50,usd,exact,,,,,,,true,days of Europe/Berlin',
      'day,2026-11-12,,,false,0.00,usd,exact,,,,,,,false,days of Europe/Berlin',
      'prior_day,2026-11-09,,,false,0.00,usd,exact,,,,,,,true,days of Europe/Berlin',
      'prior_day,2026-11-10,,,false,0.00,usd,exact,,,,,,,true,days of Europe/Berlin',
      '',
    ]);
    expect(fileNameOf(report)).toBe('calls-margin-by-resource-2026-11-11-2026-11-13.csv');
  });
});
