import { setting } from './setting.js';
import { httpUrl, secret, secretHeaders, wholeNumber } from './setting-types.js';

/** What operators see of the server. */
export const observationSettings = {
  METRICS_TOKEN: setting(
    {
      description:
        'Opens `/metrics` to whoever sends it as a bearer token; at least 32 characters, `openssl rand -base64 48`. Without it there is no `/metrics`',
      example: 'change-me-change-me-change-me-change-me',
    },
    secret(32).optional(),
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: setting(
    {
      description:
        'Collector that traces are sent to by OTLP over HTTP; `/v1/traces` is put behind it. Without it there are no traces',
      example: 'http://127.0.0.1:4318',
    },
    httpUrl.optional(),
  ),
  OTEL_EXPORTER_OTLP_HEADERS: setting(
    {
      description: 'What the collector wants to be sent, as `name=value` pairs',
      example: 'authorization=Bearer change-me',
      isSecret: true,
    },
    secretHeaders,
  ),
  TRACES_PERCENT: setting(
    { description: 'How many of a hundred requests are traced', example: '100' },
    wholeNumber(0, 100).default(100),
  ),
};
