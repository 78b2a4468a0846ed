import { request } from 'undici';
import type { ApiClient } from '../../src/sandbox/api-client.js';

interface Departure {
  readonly authorizationUrl: string;
  readonly expiresAt: string;
}

/** A user's browser: it keeps cookies, and goes where it is sent. */
export class Browser {
  readonly cookies = new Map<string, string>();
  /** The cookie lines as they came. */
  readonly lines: string[] = [];

  /** @param origin of the server under test, whatever it calls itself */
  constructor(private readonly origin: string) {}

  /** Begins to connect; throws with the problem when that is refused. */
  async leave(user: ApiClient, provider: string, body: object = {}): Promise<Departure> {
    const answer = await user.ask('POST', `/integrations/${provider}/oauth/initiate`, body);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${answer.status} ${text}`);
    this.keep(answer);
    return JSON.parse(text) as Departure;
  }

  /** Goes on from page to page, and stops before it comes back; gives the address of the callback. */
  async permit(authorizationUrl: string): Promise<string> {
    const cookies = new Map<string, string>();
    let url = authorizationUrl;
    for (let hops = 0; hops < 10; hops += 1) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const answer = await fetch(url, { redirect: 'manual', headers: { cookie } });
      for (const [name, value] of cookiesOf(answer)) cookies.set(name, value);
      const next = answer.headers.get('location');
      if (next === null) throw new Error(`${url} answered ${answer.status} ${await answer.text()}`);
      url = new URL(next, url).href;
      if (url.includes('/oauth/callback')) return url;
    }
    throw new Error('the provider did not lead back');
  }

  /** Comes back, with the cookies that belong there. */
  async comeBack(
    callback: string,
    accept = 'application/json',
    method: 'GET' | 'HEAD' = 'GET',
  ): Promise<Response> {
    const { pathname, search } = new URL(callback);
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    // `fetch` says of itself that it is a script.
    const { statusCode, headers, body } = await request(`${this.origin}${pathname}${search}`, {
      method,
      headers: { cookie, accept },
    });
    const fields = Object.entries(headers).flatMap(([name, value = []]) =>
      [value].flat().map((each): [string, string] => [name, each]),
    );
    const answer = new Response(await body.text(), { status: statusCode, headers: fields });
    this.keep(answer);
    return answer;
  }

  /** All of it; gives the status and the JSON of the answer. */
  async connect(user: ApiClient, provider: string, body: object = {}) {
    const { authorizationUrl } = await this.leave(user, provider, body);
    return told(await this.comeBack(await this.permit(authorizationUrl)));
  }

  private keep(answer: Response): void {
    this.lines.push(...answer.headers.getSetCookie());
    for (const [name, value] of cookiesOf(answer)) {
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}

export interface Told {
  readonly status: number;
  readonly code?: string;
  readonly connected?: string;
  readonly detail?: string;
}

export async function told(answer: Response): Promise<Told> {
  return { ...((await answer.json()) as object), status: answer.status };
}

function cookiesOf(answer: Response): [string, string][] {
  return answer.headers.getSetCookie().map((line) => {
    const [name = '', value = ''] = (line.split(';')[0] ?? '').split(/=(.*)/s);
    return [name, value];
  });
}
