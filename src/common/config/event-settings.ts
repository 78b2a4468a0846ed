import { setting } from './setting.js';
import { wholeNumber } from './setting-types.js';

/** Settings of what is done about events. */
export const eventSettings = {
  EVENT_HANDLER_TIMEOUT_MS: setting(
    {
      description:
        'How long an event handler may take for one event before the attempt counts as failed',
      example: '30000',
    },
    wholeNumber(100, 600_000).default(30_000),
  ),
  EVENT_RETENTION_DAYS: setting(
    {
      description:
        'How long events stay once every handler is done with them, dead letters after their last attempt, and what is open for handlers that no server has any more',
      example: '30',
    },
    wholeNumber(1, 3_650).default(30),
  ),
  WEBHOOK_TIMEOUT_MS: setting(
    {
      description: 'How long the receiver of a webhook may take to answer',
      example: '15000',
    },
    wholeNumber(100, 60_000).default(15_000),
  ),
  WEBHOOK_RETENTION_DAYS: setting(
    {
      description:
        'How long users see what was delivered to their webhooks, and can have dead letters sent again',
      example: '30',
    },
    wholeNumber(1, 3_650).default(30),
  ),
};
