export { compact } from './compact.ts';
export { csvOf, type ReportQuery } from './csv-link.ts';
export { ReportCard } from './report-card.tsx';
export { useReport } from './use-report.ts';
export { type Dimension, dimensionName, type Report } from './report.ts';
