// The built application as a process of its own, without the sandbox and outside of production, so that it
// may ask stand-ins over plain http.
import { createLogger } from '../../dist/src/common/observability/index.js';
import { createApp, parseConfig, readEnvironment } from '../../dist/src/index.js';

const config = parseConfig(readEnvironment());
const app = await createApp(config, createLogger(config.LOG_LEVEL));
process.once('SIGTERM', () => void app.close().then(() => process.exit(0)));
await app.listen(config.PORT, config.HOST);
