import { describe, expect, it } from '@jest/globals';
import { fileNameOf, toReportCsv } from './report-csv.js';
import { toReportJson } from './report-json.js';
import { toReport } from './report-view.js';
import { figureOf, NOTHING } from './series.js';

const NOW = new Date('2026-11-12T12:00:00Z');
const loss = figureOf('-1.5', { priced: 2, free: 0, unknown: 0 });
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
      dimensions: [{ dimension: 'a', isOther: false, ...loss, days: [loss], prior: NOTHING }],
      days: [loss],
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

function point(date: string, value: string, dimension: string | null, isFinished: boolean) {
  return { date, dimension, isOther: false, value, certainty: 'exact', isFinished };
}

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
  });

  it('writes each day of each dimension, of all together and of the period before, as JSON', () => {
    const { charts: _, ...figures } = report;
    expect(JSON.parse(toReportJson(report).toString())).toEqual({
      ...figures,
      points: [point('2026-11-11', '-1.50', 'a', true), point('2026-11-12', '0.00', 'a', false)],
      days: [point('2026-11-11', '-1.50', null, true), point('2026-11-12', '0.00', null, false)],
      priorDays: [point('2026-11-09', '0.00', null, true), point('2026-11-10', '0.00', null, true)],
    });
  });

  it('is JSON whatever dimensions are called, and where nothing is known', () => {
    const dimension = 'say "hi"\\\u2028\n💰';
    const { charts } = report;
    const odd = {
      dimension,
      isOther: false,
      days: [{ value: null, certainty: 'unknown' } as const],
    };
    const bytes = toReportJson({ ...report, charts: { ...charts, lines: [odd, odd] } });
    expect(JSON.parse(bytes.toString())).toMatchObject({
      points: [
        { date: '2026-11-11', dimension, value: null, certainty: 'unknown' },
        { date: '2026-11-11', dimension, value: null, certainty: 'unknown' },
      ],
    });
    const none = { ...charts, lines: [{ ...odd, days: [] }], days: [], priorDays: [] };
    expect(JSON.parse(toReportJson({ ...report, charts: none }).toString())).toMatchObject({
      points: [],
      days: [],
      priorDays: [],
    });
  });

  it('is the same as CSV: numbers are numbers, and no name is a formula', () => {
    expect(toReportCsv(report).toString().split('\r\n')).toEqual([
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
