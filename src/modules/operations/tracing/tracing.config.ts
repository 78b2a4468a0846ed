import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../common/config/index.js';

/** Where traces go; nowhere without an endpoint. */
export const tracingConfig = registerAs(
  'tracing',
  fromSettings((settings) => ({
    endpoint: settings.OTEL_EXPORTER_OTLP_ENDPOINT,
    headers: settings.OTEL_EXPORTER_OTLP_HEADERS,
    percent: settings.TRACES_PERCENT,
  })),
);
