import { useState } from 'react';
import { api } from '../../api/index.ts';
import { Button, Card, Empty, PlusIcon, StateView } from '../../design/index.ts';
import { NewWebhookDialog } from './new-webhook-dialog.tsx';
import { WebhookItem } from './webhook-item.tsx';

const MOST = 10;

/** Addresses that the account's events are sent to. */
export function Webhooks() {
  const [isCreating, setCreating] = useState(false);
  const webhooks = api.useQuery('get', '/api/v1/webhooks', { params: { query: { limit: MOST } } });
  return (
    <Card
      title="Webhooks"
      about="What happens to you, sent to addresses of your own: signed, in order, at least once."
      aside={
        <Button small variant="primary" onClick={() => setCreating(true)}>
          <PlusIcon /> New webhook
        </Button>
      }
    >
      <StateView
        of={webhooks}
        isEmpty={({ items }) => items.length === 0}
        empty={<Empty title="No webhooks">Add one to hear of sales, refunds and failures.</Empty>}
      >
        {({ items }) => (
          <ul className="-my-4 divide-y divide-line">
            {items.map((webhook) => (
              <WebhookItem key={webhook.id} webhook={webhook} />
            ))}
          </ul>
        )}
      </StateView>
      <NewWebhookDialog open={isCreating} onClose={() => setCreating(false)} />
    </Card>
  );
}
