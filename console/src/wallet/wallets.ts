import { useEffect, useState } from 'react';

/** What a wallet of the browser lets pages ask (EIP-1193). */
export interface Eip1193 {
  request(question: {
    readonly method: string;
    readonly params?: readonly unknown[];
  }): Promise<unknown>;
}

/** A wallet of the browser, as it announces itself (EIP-6963). */
export interface Wallet {
  readonly info: { readonly uuid: string; readonly name: string; readonly rdns: string };
  readonly provider: Eip1193;
}

/** A user said no (EIP-1193). */
const REJECTED = 4001;

/** The wallets of this browser; asks them to announce themselves. */
export function useWallets(): readonly Wallet[] {
  const [wallets, setWallets] = useState<readonly Wallet[]>([]);
  useEffect(() => {
    const add = (event: Event) => {
      const { detail } = event as CustomEvent<Wallet>;
      setWallets((known) =>
        known.some(({ info }) => info.uuid === detail.info.uuid) ? known : [...known, detail],
      );
    };
    window.addEventListener('eip6963:announceProvider', add);
    window.dispatchEvent(new Event('eip6963:requestProvider'));
    return () => window.removeEventListener('eip6963:announceProvider', add);
  }, []);
  return wallets;
}

/** Whether somebody closed the wallet's question, rather than something having failed. */
export function isRejection(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === REJECTED;
}
