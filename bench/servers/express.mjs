// node express.mjs FACILITATOR_URL UPSTREAM_URL
import { Readable } from 'node:stream';
import { paymentMiddleware } from '@x402/express';
import express from 'express';
import { announce } from '../serve.mjs';
import { answer, ask, PATH, sale, wantsStream } from './sale.mjs';

const [facilitatorUrl, upstreamUrl] = process.argv.slice(2);
const app = express();
app.use(paymentMiddleware(...sale(facilitatorUrl)));
app.use(express.json());
app.post(PATH, async (request, response) => {
  const { topic } = request.body;
  if (wantsStream(request.get('accept'))) {
    const { body } = await ask(upstreamUrl, topic);
    response.type('text/event-stream');
    Readable.fromWeb(body).pipe(response);
  } else {
    response.json(await answer(upstreamUrl, topic));
  }
});
const server = app.listen(0, '127.0.0.1', () => announce(server.address().port));
