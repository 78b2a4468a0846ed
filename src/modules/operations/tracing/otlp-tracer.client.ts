import type { Tracer } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { Secret } from '../../../common/crypto/index.js';

const TIMEOUT_MS = 3_000;
const LOST_AGAIN_MS = 60_000;

/** Where traces go, and how many of them. */
export interface TracerOptions {
  readonly endpoint: string;
  /** By name. */
  readonly headers: ReadonlyMap<string, Secret>;
  /** How many of a hundred requests are traced. */
  readonly percent: number;
  /** Told when traces could not be sent, at most once a minute. */
  readonly onLost: () => void;
}

/** Makes spans, and sends them in batches. */
export interface OpenTracer {
  readonly tracer: Tracer;
  /** Sends what is left, within seconds. */
  close(): Promise<void>;
}

/** Opens the official exporter. It names the service, and nothing of the machine. */
export function openTracer({ endpoint, headers, percent, onLost }: TracerOptions): OpenTracer {
  const sent = [...headers].map(([name, value]) => [name, value.reveal()] as const);
  const exporter = new OTLPTraceExporter({
    url: `${endpoint.replace(/\/$/, '')}/v1/traces`,
    headers: Object.fromEntries(sent),
    timeoutMillis: TIMEOUT_MS,
  });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'coinslot' }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(percent / 100) }),
    spanProcessors: [new BatchSpanProcessor({ exporter: telling(exporter, onLost) })],
  });
  const close = () => provider.shutdown().catch(() => undefined);
  return { tracer: provider.getTracer('coinslot'), close };
}

/** What a collector answers is not logged: it may repeat what it was sent. */
function telling(exporter: OTLPTraceExporter, onLost: () => void): SpanExporter {
  let quietUntil = 0;
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        const now = performance.now();
        if (result.code !== 0 && now >= quietUntil) {
          quietUntil = now + LOST_AGAIN_MS;
          onLost();
        }
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush(),
  };
}
