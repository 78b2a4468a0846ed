import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../common/config/index.js';

/** Where the resources are that tools call. */
export const mcpConfig = registerAs(
  'mcp',
  fromSettings((settings) => ({ publicUrl: settings.PUBLIC_URL })),
);
