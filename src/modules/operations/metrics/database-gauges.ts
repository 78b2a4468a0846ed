import { Gauge, type Registry } from 'prom-client';
import { FIGURES, valuesOf } from './operating-figures.js';
import type { KnownFigures } from './operating-figures.service.js';

/** Shows what is known of the database, each time somebody looks. */
export class DatabaseGauges {
  private readonly up: Gauge;
  private readonly gauges: ReadonlyMap<string, Gauge>;

  constructor(registry: Registry) {
    this.up = new Gauge({
      name: 'coinslot_database_up',
      help: '1 when the database told the figures below; they are absent when it did not',
      registers: [registry],
    });
    this.gauges = new Map(
      Object.entries(FIGURES).map(([name, { help, by }]) => {
        const labelNames = by === undefined ? [] : [by.label];
        const about = { name: `coinslot_${name}`, help, labelNames, registers: [registry] };
        return [name, new Gauge(about)];
      }),
    );
  }

  show(figures: KnownFigures): void {
    this.up.set(figures === undefined ? 0 : 1);
    for (const [name, gauge] of this.gauges) {
      gauge.reset();
      // Without labels a gauge would say 0.
      if (figures === undefined && FIGURES[name]?.by === undefined) gauge.remove();
      for (const { labels, value } of figures === undefined ? [] : valuesOf(name, figures)) {
        gauge.set(labels, value);
      }
    }
  }
}
