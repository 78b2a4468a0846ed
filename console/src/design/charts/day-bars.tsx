import {
  Bar,
  CartesianGrid,
  ComposedChart,
  Legend,
  Line,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { drawn } from '../figures.ts';
import { dayName } from '../times.ts';
import type { Day, DayBarsProps } from './day-bars-props.ts';

const HEIGHT = 256;
const FIRST_SIZE = { width: 640, height: HEIGHT };
/** Charts take numbers; what is read comes from the texts of the API. */
type Drawn = Readonly<Record<string, number | null>> & { readonly at: number };

/** Bars for each day, one series on another, with what was before as a line. A day that is not over is pale. */
export default function DayBars({ label, days, series, line, format }: DayBarsProps) {
  const rows = days.map((day, at) => drawnDay(day, at, series));
  return (
    <figure aria-label={label}>
      <ResponsiveContainer width="100%" height={HEIGHT} initialDimension={FIRST_SIZE}>
        <ComposedChart
          data={rows}
          barCategoryGap="18%"
          margin={{ top: 4, right: 4, bottom: 0, left: 0 }}
        >
          <CartesianGrid vertical={false} stroke="var(--color-line)" />
          <XAxis
            dataKey="at"
            tickFormatter={(at: number) => dayName(days[at]?.date ?? '')}
            tick={TICK}
            tickLine={false}
            axisLine={false}
            minTickGap={28}
          />
          <YAxis
            width={64}
            tickFormatter={(value: number) => tickName(value, format)}
            tick={TICK}
            tickLine={false}
            axisLine={false}
            allowDecimals={!isWhole(days)}
          />
          <Tooltip
            cursor={{ fill: 'var(--color-sunk)', opacity: 0.6 }}
            isAnimationActive={false}
            content={({ active, label: at }) => {
              const day = active ? days[Number(at)] : undefined;
              return day === undefined ? null : <Told {...{ day, series, line, format }} />;
            }}
          />
          {(series.length > 1 || line !== undefined) && (
            <Legend
              align="left"
              itemSorter={null}
              iconSize={10}
              wrapperStyle={{ fontSize: 13 }}
              formatter={named}
            />
          )}
          {series.map(({ id, name, color }) => (
            <Bar
              key={id}
              dataKey={id}
              name={name}
              stackId="day"
              fill={`var(--color-${color})`}
              maxBarSize={36}
              isAnimationActive={false}
            />
          ))}
          {series.map(({ id, color }) => (
            <Bar
              key={`${id} so far`}
              dataKey={`${id} so far`}
              stackId="day"
              fill={`var(--color-${color})`}
              fillOpacity={0.4}
              maxBarSize={36}
              legendType="none"
              isAnimationActive={false}
            />
          ))}
          {line !== undefined && (
            <Line
              dataKey="line"
              name={line}
              legendType="plainline"
              stroke="var(--color-chart-2)"
              strokeWidth={1.5}
              strokeDasharray="4 3"
              dot={false}
              isAnimationActive={false}
            />
          )}
        </ComposedChart>
      </ResponsiveContainer>
    </figure>
  );
}

const TICK = { fill: 'var(--color-faint)', fontSize: 12 };

/** Words in the colour of words: that of a series is for its sign alone. */
const named = (name: string) => <span className="text-faint">{name}</span>;

function Told({
  day,
  series,
  line,
  format,
}: Omit<DayBarsProps, 'days' | 'label'> & { readonly day: Day }) {
  const told = (value: string | null | undefined) =>
    value === null || value === undefined ? 'not known' : format(value);
  return (
    <div className="rounded-control border border-line bg-card px-3 py-2 text-sm shadow-float">
      <p className="font-medium">
        {dayName(day.date)}
        {day.isFinished ? '' : ', so far'}
      </p>
      {series.map(({ id, name }) => (
        <p key={id} className="figures">
          {name}: {told(day.values[id])}
        </p>
      ))}
      {line !== undefined && (
        <p className="figures text-faint">
          {line}: {told(day.line)}
        </p>
      )}
    </div>
  );
}

function drawnDay(day: Day, at: number, series: DayBarsProps['series']): Drawn {
  const values = series.map(({ id }) => [
    day.isFinished ? id : `${id} so far`,
    drawn(day.values[id]),
  ]);
  return { ...Object.fromEntries(values), line: drawn(day.line), at } as Drawn;
}

/** Round figures need no decimals: they are read at a glance. */
function tickName(value: number, format: DayBarsProps['format']): string {
  return format(String(Number(value.toPrecision(6)))).replace(/\.00$/, '');
}

/** Calls have no halves. */
function isWhole(days: readonly Day[]): boolean {
  return days.every(({ values }) => Object.values(values).every((value) => !value?.includes('.')));
}
