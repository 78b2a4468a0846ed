import type { ReactNode } from 'react';
import {
  type Asked,
  ButtonAnchor,
  Card,
  ChartCard,
  type Column,
  type Day,
  DayBars,
  dayName,
  type Series,
  StateView,
  Unknown,
} from '../../design/index.ts';
import { daysOf, type Report, seriesOf } from './report.ts';

interface ReportCardProps {
  readonly title: string;
  /** What is shown, of which days: the zone of days belongs into it. */
  readonly about: ReactNode;
  readonly of: Asked<Report>;
  /** What the bars are called where they are not parted. */
  readonly whole: string;
  /** What belongs to no dimension is called. */
  readonly nobody?: string;
  /** Of axes and of the figure that is pointed at. */
  readonly short: (value: string) => string;
  /** Of tables: the whole figure. */
  readonly exact: (value: string) => ReactNode;
  readonly empty: ReactNode;
  /** Address of the same figures as a file. */
  readonly csv: string;
}

/** A report day by day: bars parted by its dimensions, the table of the same, and the file. */
export function ReportCard({ title, about, of, empty, ...rest }: ReportCardProps) {
  const { data } = of;
  if (data === undefined || of.error || isNothing(data)) {
    return (
      <Card title={title} about={about}>
        <StateView of={of} height="h-64" isEmpty={isNothing} empty={empty}>
          {(report) => <Drawn title={title} report={report} {...rest} />}
        </StateView>
      </Card>
    );
  }
  return <DrawnCard title={title} about={about} report={data} {...rest} />;
}

type DrawnProps = Omit<ReportCardProps, 'of' | 'empty' | 'about'> & { readonly report: Report };

function DrawnCard({ about, csv, ...props }: DrawnProps & { readonly about: ReactNode }) {
  const { title, report, whole, nobody = 'None', exact } = props;
  const series = seriesOf(report, whole, nobody);
  const columns: Column<Day>[] = [
    {
      header: 'Day',
      isName: true,
      cell: ({ date, isFinished }) => `${dayName(date)}${isFinished ? '' : ', so far'}`,
    },
    ...series.map((each) => columnOf(each, exact)),
  ];
  return (
    <ChartCard
      title={title}
      about={about}
      aside={
        <ButtonAnchor small href={csv} download>
          CSV
        </ButtonAnchor>
      }
      chart={<Drawn csv={csv} {...props} />}
      table={{ columns, rows: daysOf(report).toReversed(), rowKey: ({ date }) => date }}
    />
  );
}

function columnOf({ id, name }: Series, exact: ReportCardProps['exact']): Column<Day> {
  return {
    header: name,
    isFigure: true,
    cell: ({ values }) => {
      const value = values[id];
      return value === null || value === undefined ? <Unknown /> : exact(value);
    },
  };
}

function Drawn({ title, report, whole, nobody = 'None', short }: DrawnProps) {
  return (
    <DayBars
      label={`${title}: a bar for each day; the table has the figures`}
      days={daysOf(report)}
      series={seriesOf(report, whole, nobody)}
      format={short}
    />
  );
}

/** No bar would be higher than nothing. */
function isNothing({ days }: Report): boolean {
  return days.every(({ value }) => value === null || /^0*\.?0*$/.test(value));
}
