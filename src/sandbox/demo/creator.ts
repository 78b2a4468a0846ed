import { ApiClient } from '../api-client.js';
import { printStep } from './print.js';

/** What a creator has put on sale. */
export interface Published {
  readonly id: string;
  /** Where buyers call it. */
  readonly url: string;
}

/** One call, as the creator's usage log has it. */
interface UsageRow {
  readonly model: string | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly providerCostUsd: string | null;
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
    printStep('A creator signs in with a wallet and takes a name', '@ada', profile);
    return new Creator(api);
  }

  /** Stores the creator's key of a provider. */
  async connect(provider: string, apiKey: string): Promise<void> {
    const config = await this.api.send('PUT', `/integrations/${provider}/config`, { apiKey });
    printStep(`They store a key for ${provider}; it never comes out again`, undefined, config);
  }

  /** Chooses where buyers on a network pay to. */
  async payOut(network: string, address: string): Promise<void> {
    const wallet = await this.api.send('PUT', `/me/payout-wallets/${network}`, { address });
    printStep('The creator wants to be paid on Solana too', address, wallet);
  }

  /** Has events sent to an endpoint of the creator's. @returns the secret that they are signed with */
  async subscribe(url: string, events: readonly string[]): Promise<string> {
    const { secret, ...webhook } = await this.api.send<{ secret: string }>('POST', '/webhooks', {
      url,
      events,
    });
    printStep('The creator wants to be told what happens to connections', url, webhook);
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
    printStep(`They permit access at ${provider}, and come back`, connection.status, connection);
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
    printStep(`The creator publishes a resource of type ${type} at ${price} USDC`, url, published);
    return { id, url };
  }

  /** Whether an x402 endpoint works, as anybody can ask. */
  async verify(url: string): Promise<void> {
    const report = await this.api.send<{ valid: boolean }>('POST', '/resources/verify', { url });
    const outcome = report.valid ? 'it can' : 'it cannot';
    printStep('The creator asks whether somebody’s x402 endpoint can be bought', outcome, report);
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

  /** Prints what the creator knows of the last call of a resource. @throws Error when that is nothing */
  async showLastCall(id: string): Promise<void> {
    const { items } = await this.api.send<{ items: UsageRow[] }>('GET', `/resources/${id}/usage`);
    const [row] = items;
    if (row === undefined) throw new Error('the usage log has no call');
    const { model, inputTokens, outputTokens, providerCostUsd } = row;
    const outcome = `${model}: ${inputTokens} tokens in, ${outputTokens} out, ${providerCostUsd} USD of its key`;
    printStep('The creator reads who called, what it used and what it cost', outcome, row);
  }
}
