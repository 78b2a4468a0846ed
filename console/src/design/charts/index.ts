import { lazy } from 'react';

export type { Day, DayBarsProps, Series } from './day-bars-props.ts';

/** Bars for each day. What draws them is loaded with the first chart: show it in a `ChartCard`. */
export const DayBars = lazy(() => import('./day-bars.tsx'));
