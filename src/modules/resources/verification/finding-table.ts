/** Every finding by its stable code: how bad it is, what is found, and what to do about it. */
export const FINDINGS = {
  url_malformed: ['error', 'The address is no http or https URL', 'Give the full URL, https://…'],
  credentials_in_url: [
    'error',
    'The URL contains a user name or password',
    'Remove them: buyers pay instead of signing in.',
  ],
  https_required: ['error', 'The URL is not https', 'Serve the endpoint over https.'],
  port_not_allowed: [
    'error',
    'The port is one that web servers do not use',
    'Serve the endpoint at port 443, or at one from 1024, or let the operator permit it with EGRESS_ALLOW.',
  ],
  address_not_public: [
    'error',
    'The host does not lead to a public address',
    'Check the spelling and the DNS records; only the operator of this server can permit a private address, with EGRESS_ALLOW.',
  ],
  unreachable: [
    'error',
    'The server could not connect',
    'Check that the server runs, that its certificate is valid and that its firewall lets us in.',
  ],
  timed_out: [
    'error',
    'There was no complete answer in time',
    'Answer an unpaid request at once: state the price before doing any work.',
  ],
  connection_broken: [
    'error',
    'The connection broke, or the other side does not speak HTTP',
    'Check the server’s log for the request that came in just now.',
  ],
  answer_too_large: [
    'error',
    'The answer to an unpaid request is too large',
    'Keep the challenge below 256 KiB, and its headers below 32 KiB.',
  ],
  redirected: [
    'error',
    'The answer is a redirect',
    'Give the address it leads to: buyers do not take payments elsewhere.',
  ],
  not_payment_required: [
    'error',
    'The answer is not 402',
    'Answer requests without a payment with the status 402, before looking at their body.',
  ],
  no_challenge: [
    'error',
    'The 402 says nothing of how to pay',
    'Send the challenge in the header PAYMENT-REQUIRED (x402 v2), or in the body (v1).',
  ],
  challenge_malformed: [
    'error',
    'The server cannot read the challenge',
    'Send JSON with `x402Version` and at least one entry in `accepts`; in the header, encode it with base64.',
  ],
  challenges_disagree: [
    'error',
    'Header and body, or x402 v1 and v2, ask for different payments',
    'Make both from the same price.',
  ],
  no_usable_offer: [
    'error',
    'No entry of `accepts` takes USDC on a network that this server knows',
    'See the warnings, and offer at least one: scheme `exact`, USDC, on Base for instance.',
  ],
  offer_malformed: [
    'warning',
    'An entry of `accepts` has missing or wrong fields',
    'Complete it as the x402 specification says.',
  ],
  amount_malformed: [
    'warning',
    'The amount of an entry is no positive whole number as text',
    'Write it in atomic units: "50000" is 0.05 USDC.',
  ],
  scheme_unsupported: [
    'warning',
    'The scheme of an entry is not `exact`',
    'Offer the scheme `exact` as well: it is the one that all buyers know.',
  ],
  network_unknown: [
    'warning',
    'This server does not know the network of an entry',
    'Use a CAIP-2 id such as eip155:8453 in x402 v2, and a name such as base in v1.',
  ],
  asset_not_usdc: [
    'warning',
    'The asset of an entry is no dollar token that this server knows on its network',
    'Give the address of USDC on that network.',
  ],
  pay_to_malformed: [
    'warning',
    '`payTo` of an entry is no address on its network',
    'Give the wallet that buyers pay.',
  ],
  price_below_minimum: ['warning', 'A price is below 0.01 USDC', 'Ask for at least 0.01 USDC.'],
  price_above_buyers_limit: [
    'warning',
    'A price is above 1 USDC, which stock buyers refuse to pay unless told otherwise',
    'Tell your buyers, or ask for less.',
  ],
  not_https: ['warning', 'The URL is not https', 'Serve the endpoint over https.'],
  slow: [
    'warning',
    'The answer to an unpaid request took more than three seconds',
    'State the price before doing any work.',
  ],
  v2_in_body_only: [
    'warning',
    'The x402 v2 challenge stands in the body only',
    'Send it in the header PAYMENT-REQUIRED too: that is where v2 buyers look.',
  ],
  v1_only: [
    'warning',
    'Only buyers with x402 v1 are served',
    'Send a v2 challenge in the header PAYMENT-REQUIRED as well.',
  ],
  methods_disagree: [
    'warning',
    'GET and POST ask for different payments',
    'Ask for the same, or let one of them answer 405.',
  ],
  other_method_free: [
    'warning',
    'One of GET and POST answers without a payment',
    'Check that it gives away nothing that the other one sells.',
  ],
  resource_url_differs: [
    'warning',
    'The challenge is about another URL',
    'State the public URL of the endpoint: a server behind a proxy often states its inner one.',
  ],
  schema_missing: [
    'warning',
    'Nothing tells what to send',
    'Declare the input with the Bazaar extension, so that agents can call the endpoint.',
  ],
} as const satisfies Readonly<Record<string, readonly ['error' | 'warning', string, string]>>;
