import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import type { Logger } from 'pino';
import { z } from 'zod';
import { LOGGER } from '../../../common/observability/index.js';
import { PaymentNetworks } from '../networks/networks.service.js';
import type { PaymentNetwork } from '../networks/payment-network.js';
import { facilitatorConfig } from './facilitator.config.js';
import { type Facilitator, FACILITATORS } from './facilitator.js';
import { readSupported, signersOn } from './supported.js';

/** Calls are not sold on a network before its fee payer is known. */
const ASK_UNKNOWN_MS = 2_000;
/** A facilitator may come to pay with another wallet. */
const ASK_AGAIN_MS = 60_000;

const namesFeePayer = z.object({ feePayer: z.string() });

/** Asks facilitators which wallet pays the fees of payments, where buyers have to name it. */
@Injectable()
export class FeePayers implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private hasEnded = false;

  constructor(
    @Inject(FACILITATORS) private readonly facilitators: readonly Facilitator[],
    private readonly networks: PaymentNetworks,
    @Inject(facilitatorConfig.KEY)
    private readonly config: Pick<ConfigType<typeof facilitatorConfig>, 'networks'>,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Does not hold up the start: a facilitator that is down now may be up when it is needed. */
  onApplicationBootstrap(): void {
    void this.keepAsking();
  }

  onApplicationShutdown(): void {
    this.hasEnded = true;
    clearTimeout(this.timer);
  }

  private async keepAsking(): Promise<void> {
    const all = this.config.networks.flatMap((id) => this.networks.find(id) ?? []);
    const named = all.filter(({ feePayer }) => feePayer !== undefined);
    if (named.length === 0) return;
    await Promise.all(named.map((network) => this.ask(network)));
    if (this.hasEnded) return;
    const isUnknown = named.some(({ feePayer }) => feePayer?.address === undefined);
    const pause = isUnknown ? ASK_UNKNOWN_MS : ASK_AGAIN_MS;
    this.timer = setTimeout(() => void this.keepAsking(), pause).unref();
  }

  /** The first facilitator that answers, in the order in which they are asked to settle. */
  private async ask(network: PaymentNetwork): Promise<void> {
    const { id, feePayer } = network;
    for (const facilitator of this.facilitators.filter((each) => each.serves(id))) {
      const reply = await facilitator.supported().catch(() => undefined);
      const address = feePayerIn(reply, network);
      if (address === undefined) continue;
      this.learn(network, address, facilitator);
      return;
    }
    if (feePayer?.address !== undefined) return;
    this.logger.warn({ network: id }, 'no facilitator says who pays the fees of payments');
  }

  private learn({ id, feePayer }: PaymentNetwork, address: string, { name }: Facilitator): void {
    if (feePayer === undefined || feePayer.address === address) return;
    const facts = { network: id, feePayer: address, facilitator: name };
    // What was signed for the wallet of before is refused from now on.
    if (feePayer.address !== undefined) {
      this.logger.warn(facts, 'the fees of payments are paid by another wallet now');
    }
    feePayer.address = address;
  }
}

/**
 * A facilitator with several wallets names one of them by chance, and lists all: the first of these by their
 * letters is the same for every replica.
 */
function feePayerIn(reply: unknown, network: PaymentNetwork): string | undefined {
  const supported = readSupported(reply);
  if (supported === undefined) return undefined;
  const schemes = new Set(network.methods.map(({ scheme }) => scheme));
  const kind = supported.kinds.find(
    (each) => each.network === network.id && schemes.has(each.scheme),
  );
  const said = namesFeePayer.safeParse(kind?.extra).data?.feePayer;
  if (said === undefined) return undefined;
  const listed = signersOn(supported, network.id);
  const wallets = listed.includes(said) ? listed : [said];
  return wallets.toSorted().find((each) => network.normalise(each) !== undefined);
}
