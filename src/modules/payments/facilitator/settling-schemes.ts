import { x402Facilitator } from '@x402/core/facilitator';
import type { FacilitatorEvmSigner } from '@x402/evm';
import { ExactEvmScheme } from '@x402/evm/exact/facilitator';
import { UptoEvmScheme } from '@x402/evm/upto/facilitator';
import { EIP2612_GAS_SPONSORING } from '../networks/evm/permit.js';

/**
 * What is verified and settled with these signers.
 * @param factories contracts that may make wallets (ERC-6492)
 */
export function schemesOf(
  signers: ReadonlyMap<`eip155:${number}`, FacilitatorEvmSigner>,
  factories: readonly string[],
): x402Facilitator {
  const facilitator = new x402Facilitator();
  // Simulated again before it is sent: a transaction that reverts costs gas and holds up others.
  const terms = { simulateInSettle: true, eip6492AllowedFactories: [...factories] };
  for (const [network, signer] of signers) {
    facilitator.register(network, new ExactEvmScheme(signer, terms));
    facilitator.register(network, new UptoEvmScheme(signer));
  }
  return facilitator.registerExtension({ key: EIP2612_GAS_SPONSORING });
}
