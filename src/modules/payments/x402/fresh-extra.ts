import type { PaymentNetwork } from '../networks/payment-network.js';
import { newRetryKey, RETRY_KEY } from './retry-key.js';

/** The members of `extra` that are other ones in each challenge, for the ways to pay on one network. */
export type FreshExtra = (
  network: Pick<PaymentNetwork, 'id' | 'perChallenge'>,
) => Readonly<Record<string, string>>;

/** Those of one challenge: the retry key, the same on all networks, and what each network adds. */
export function freshExtra(): FreshExtra {
  const retryKey = newRetryKey();
  return ({ perChallenge = {} }) => {
    const made = Object.entries(perChallenge).map(([name, make]) => [name, make()] as const);
    return { ...Object.fromEntries(made), [RETRY_KEY]: retryKey };
  };
}

/** Slots that stand for those members in a challenge that is prepared once. */
export interface FreshSlots {
  /** Says which slot stands where; complete once the challenge is made. */
  readonly extra: FreshExtra;
  /** The slots, by the names of the values that go there. */
  readonly slots: Readonly<Record<string, string>>;
  /** The values of one more challenge, as they stand between the quotes of a JSON text. */
  next(): Record<string, string>;
}

/** Stands for the retry key; nobody can make it appear in a challenge. */
const RETRY_KEY_SLOT = newRetryKey();

/** Prepares the slots of one challenge. */
export function freshSlots(): FreshSlots {
  const slots: Record<string, string> = { [RETRY_KEY]: RETRY_KEY_SLOT };
  const makers: [name: string, make: () => string][] = [];
  const slotOf = (name: string, make: () => string) => {
    if (slots[name] === undefined) {
      slots[name] = newRetryKey();
      makers.push([name, make]);
    }
    return slots[name];
  };
  return {
    slots,
    extra: ({ id, perChallenge = {} }) => {
      const stand = Object.entries(perChallenge).map(
        ([name, make]) => [name, slotOf(`${id} ${name}`, make)] as const,
      );
      return { ...Object.fromEntries(stand), [RETRY_KEY]: RETRY_KEY_SLOT };
    },
    next: () => {
      const values: Record<string, string> = { [RETRY_KEY]: newRetryKey() };
      for (const [name, make] of makers) values[name] = inAscii(make());
      return values;
    },
  };
}

/** A text as JSON writes it between quotes, whatever its characters are. */
function inAscii(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(/[^\x20-\x7e]/g, escaped);
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
