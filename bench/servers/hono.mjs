// node hono.mjs FACILITATOR_URL UPSTREAM_URL
import { serve } from '@hono/node-server';
import { paymentMiddleware } from '@x402/hono';
import { Hono } from 'hono';
import { announce } from '../serve.mjs';
import { answer, ask, PATH, sale, wantsStream } from './sale.mjs';

const [facilitatorUrl, upstreamUrl] = process.argv.slice(2);
const app = new Hono();
app.use(paymentMiddleware(...sale(facilitatorUrl)));
app.post(PATH, async (context) => {
  const { topic } = await context.req.json();
  if (wantsStream(context.req.header('accept'))) {
    const { body } = await ask(upstreamUrl, topic);
    return context.body(body, 200, { 'content-type': 'text/event-stream' });
  }
  return context.json(await answer(upstreamUrl, topic));
});
serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => announce(port));
