import { createServer } from 'node:http';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/**
 * Serves HTTP on a free port and tells the parent process which.
 * @param answer gets the request, its whole body and the response
 */
export async function serve(answer) {
  const server = createServer(async (request, response) => {
    answer(request, await text(request), response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  announce(server.address().port);
}

/** Tells the parent process where this one listens; it ends with its parent. */
export function announce(port) {
  process.once('disconnect', () => process.exit());
  process.send({ port });
}
