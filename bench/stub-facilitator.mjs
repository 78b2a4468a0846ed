// A facilitator that answers at once, and the chain it settles on, as a process of its own: what the
// servers' own work costs shows best when everything around them costs nothing. It does not check
// signatures or balances; it does settle every authorization only once.
import { serve } from './serve.mjs';
import { StubChain } from './stub-chain.mjs';

const NETWORK = 'eip155:84532';
const chain = new StubChain(84532);

const ROUTES = {
  '/supported': () => ({
    kinds: [{ x402Version: 2, scheme: 'exact', network: NETWORK }],
    extensions: [],
    signers: {},
  }),
  '/verify': verify,
  '/settle': settle,
  '/rpc': (request) => chain.answer(request),
};

await serve((request, body, response) => {
  const route = ROUTES[request.url];
  const reply = route === undefined ? { error: 'not found' } : route(body && JSON.parse(body));
  response.writeHead(route === undefined ? 404 : 200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(reply));
});

function verify({ paymentPayload, paymentRequirements }) {
  const { from, to, value, nonce } = paymentPayload.payload.authorization;
  const { payTo, amount, network } = paymentRequirements;
  const invalidReason =
    (network !== NETWORK && 'invalid_network') ||
    (to.toLowerCase() !== payTo.toLowerCase() && 'invalid_exact_evm_payload_recipient_mismatch') ||
    (value !== amount && 'invalid_exact_evm_payload_authorization_value') ||
    (chain.isUsed(nonce) && 'invalid_transaction_state');
  return invalidReason
    ? { isValid: false, invalidReason, payer: from }
    : { isValid: true, payer: from };
}

function settle(question) {
  const { isValid, invalidReason, payer } = verify(question);
  const { network, asset, amount } = question.paymentRequirements;
  if (!isValid) {
    return { success: false, errorReason: invalidReason, payer, transaction: '', network };
  }
  const transaction = chain.transfer(asset, question.paymentPayload.payload.authorization);
  return { success: true, payer, transaction, network, amount };
}
