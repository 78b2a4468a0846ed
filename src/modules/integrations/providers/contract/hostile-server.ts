import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** A server on this machine that does as it is told, and counts what it was asked. */
export class HostileServer {
  handle: Handler = (_request, response) => void response.writeHead(404).end();
  asked = 0;

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => {
      this.asked += 1;
      void this.handle(request, response);
    });
  }

  static async start(): Promise<HostileServer> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new HostileServer(server);
  }

  get url(): string {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('not listening');
    return `http://127.0.0.1:${address.port}`;
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }
}

/** Answers with a status and a text. */
export function saying(
  status: number,
  body: string,
  headers: Record<string, string> = {},
): Handler {
  return async (request, response) => {
    await text(request);
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
  };
}

/** Passes requests on to `target`, and what it answers through `change`, leaf by leaf. */
export function passingOn(
  target: string,
  change: (leaf: unknown) => unknown = (leaf) => leaf,
  onAsked: (said: string) => void = () => undefined,
): Handler {
  return async (request, response) => {
    const question = await questionOf(request);
    onAsked(`${decodeURIComponent(question.path)} ${question.body}`);
    respond(response, await ask(target, question), change);
  };
}

/** What a server was asked. */
export interface Question {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Reads a request, without the headers of the connection that it came over. */
export async function questionOf(request: IncomingMessage): Promise<Question> {
  const {
    host: _host,
    connection: _connection,
    'content-length': _length,
    ...headers
  } = request.headers;
  const body = await text(request);
  return {
    method: request.method ?? 'GET',
    path: request.url ?? '',
    headers: headers as Record<string, string>,
    body,
  };
}

/** What a server said. */
export interface Reply {
  readonly status: number;
  readonly json: unknown;
}

export async function ask(
  target: string,
  { method, path, headers, body }: Question,
): Promise<Reply> {
  const answer = await fetch(`${target}${path}`, { method, headers, ...(body !== '' && { body }) });
  return { status: answer.status, json: JSON.parse(await answer.text()) };
}

/** Answers so, with each leaf changed. */
export function respond(
  response: ServerResponse,
  { status, json }: Reply,
  change: (leaf: unknown) => unknown,
): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(changed(json, change)));
}

/** Lets `first` answer as many requests as that, and `then` all others. */
export function inTurn(requests: number, first: Handler, then: Handler): Handler {
  let left = requests;
  return (request, response) => {
    left -= 1;
    return left >= 0 ? first(request, response) : then(request, response);
  };
}

function changed(value: unknown, change: (leaf: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => changed(each, change));
  if (typeof value !== 'object' || value === null) return change(value);
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, changed(each, change)]),
  );
}
