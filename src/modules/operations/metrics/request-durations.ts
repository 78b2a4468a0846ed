import { Histogram, type Registry } from 'prom-client';
import type { AnsweredRequest } from '../../../common/observability/index.js';

/** Seconds; a paid call takes as long as its model. */
const BUCKETS = [0.005, 0.025, 0.1, 0.5, 1, 5, 15, 60, 300];

/** How long answers took, by the pattern of the route: an address, an id or a name is no label. */
export class RequestDurations {
  private readonly histogram: Histogram;

  constructor(registry: Registry) {
    this.histogram = new Histogram({
      name: 'coinslot_http_request_duration_seconds',
      help: 'Time from a request to the end of its answer, by pattern of the route and class of the status',
      labelNames: ['method', 'route', 'status'],
      buckets: BUCKETS,
      registers: [registry],
    });
  }

  note({ method = 'unknown', route = 'none', status, durationMs }: AnsweredRequest): void {
    const labels = { method, route, status: `${Math.floor(status / 100)}xx` };
    this.histogram.observe(labels, durationMs / 1_000);
  }
}
