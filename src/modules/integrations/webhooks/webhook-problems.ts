import { lasting } from '../../../common/errors/index.js';

export const tooManyWebhooks = lasting('too_many_webhooks', 409, 'This account has as many webhooks as it may have: delete one first');
export const webhookDisabled = lasting('webhook_disabled', 409, 'The webhook is disabled: enable it first');
export const notDead = lasting('not_dead', 409, 'Only a dead letter can be sent again');
