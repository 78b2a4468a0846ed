import { ApiClient } from '../api-client.js';
import { printStep } from './print.js';

/** What a creator has put on sale. */
export interface Published {
  readonly id: string;
  /** Where buyers call it. */
  readonly url: string;
}

/** A creator at work, who prints each step. */
export class Creator {
  private constructor(
    /** Calls the API as this creator. */
    readonly api: ApiClient,
  ) {}

  static async signIn(origin: string, privateKey: `0x${string}`): Promise<Creator> {
    const api = await ApiClient.signIn(origin, privateKey);
    const profile = await api.send('PATCH', '/me', { username: 'ada' });
    printStep('The creator signs in with a wallet', profile);
    return new Creator(api);
  }

  /** Stores the creator's key of a provider. */
  async connect(provider: string, apiKey: string): Promise<void> {
    const config = await this.api.send('PUT', `/integrations/${provider}/config`, { apiKey });
    printStep(`The creator stores a key for ${provider}; it never comes out again`, config);
  }

  /** Has events sent to an endpoint of the creator's. @returns the secret that they are signed with */
  async subscribe(url: string, events: readonly string[]): Promise<string> {
    const { secret, ...webhook } = await this.api.send<{ secret: string }>('POST', '/webhooks', {
      url,
      events,
    });
    printStep('The creator wants to be told what happens to connections', webhook);
    return secret;
  }

  /** Connects a service by permitting access there, as a browser does. */
  async permit(provider: string, fields: object): Promise<void> {
    const path = `/integrations/${provider}`;
    const begun = await this.api.ask('POST', `${path}/oauth/initiate`, fields);
    const { authorizationUrl } = (await begun.json()) as { authorizationUrl: string };
    const [cookie = ''] = begun.headers.getSetCookie().map((each) => each.split(';')[0] ?? '');
    const permitted = await fetch(authorizationUrl, { redirect: 'manual' });
    const back = permitted.headers.get('location') ?? '';
    await fetch(back, { headers: { cookie } });
    const { connection } = await this.api.send<{ connection: { status: string } }>('GET', path);
    if (connection.status !== 'connected') throw new Error(`${provider} is ${connection.status}`);
    printStep(`The creator permits access at ${provider}, and comes back connected`, connection);
  }

  /** Puts something on sale; `secret` is what its calls need and nobody may see. */
  async publish(listing: object, secret?: string): Promise<Published> {
    const { id } = await this.api.send<{ id: string }>('POST', '/resources', listing);
    if (secret !== undefined) {
      await this.api.send('PUT', `/resources/${id}/secret`, { value: secret });
    }
    const published = await this.api.send<Published & { type: string; price: string }>(
      'POST',
      `/resources/${id}/publish`,
    );
    const { type, price, url } = published;
    printStep(`The creator publishes a resource of type ${type} at ${price} USDC`, published);
    return { id, url };
  }

  /** Whether an x402 endpoint works, as anybody can ask. */
  async verify(url: string): Promise<void> {
    const report = await this.api.send<object>('POST', '/resources/verify', { url });
    printStep(`The creator asks whether ${url} can be bought`, report);
  }

  /** The first model of OpenRouter's catalogue that answers in words. */
  async pickModel(): Promise<string> {
    const query = 'provider=openrouter&outputModality=text&limit=1';
    const { items } = await this.api.send<{ items: { model: string }[] }>(
      'GET',
      `/models?${query}`,
    );
    const [first] = items;
    if (first === undefined) throw new Error('the catalogue has no model of OpenRouter');
    return first.model;
  }

  /** What the creator knows of the last call of a resource. */
  async lastCall(id: string): Promise<object | undefined> {
    const { items } = await this.api.send<{ items: object[] }>('GET', `/resources/${id}/usage`);
    return items[0];
  }
}
