/** JSON Schema of one input, as far as a form can show it. */
export interface InputSchema {
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** JSON Schema of what is sent. */
export interface OrderSchema {
  readonly properties?: Readonly<Record<string, InputSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
}

/** A network that can be paid on here. */
export interface SaleNetwork {
  /** CAIP-2, of an EVM chain. */
  readonly id: string;
  readonly name: string;
  readonly isTestnet: boolean;
  readonly explorer?: string;
}

/** What a page of the shop sells: src/modules/discovery/pages/page-sale.ts writes it there. */
export interface Sale {
  readonly path: string;
  readonly server: string;
  readonly method: string;
  readonly input: OrderSchema;
  /** Whether the answer may come piece by piece, to who asks for events. */
  readonly streams: boolean;
  /** Atomic units: six decimals. */
  readonly amount: string;
  readonly networks: readonly SaleNetwork[];
}

/** What is sold at a place of the page; undefined where no wallet of a browser can pay it. */
export function readSale(place: HTMLElement): Sale | undefined {
  const text = place.dataset['sale'];
  return text ? (JSON.parse(text) as Sale) : undefined;
}

/** Atomic units of USDC as a decimal text: `50000` is `0.05`. */
export function decimalUsdc(amount: string): string {
  const digits = amount.padStart(7, '0');
  return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
}

/** Number of an EVM chain, from its CAIP-2 id. */
export function chainIdOf(network: string): number {
  return Number(network.slice('eip155:'.length));
}
