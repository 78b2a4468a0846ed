import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../common/config/index.js';

/** How much of a seller's endpoint is passed on. */
export const executorsConfig = registerAs(
  'executors',
  fromSettings((settings) => ({ maxAnswerBytes: settings.PROXY_MAX_ANSWER_BYTES })),
);
