import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../common/config/index.js';

/** How long results are kept, and where buyers fetch them. */
export const resultsConfig = registerAs(
  'results',
  fromSettings((settings) => ({
    publicUrl: settings.PUBLIC_URL,
    keptMs: settings.RESULT_RETENTION_DAYS * 86_400_000,
  })),
);
