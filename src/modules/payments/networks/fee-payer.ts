/**
 * The wallet that pays the fees of payments, where buyers have to name it in what they sign. While it is not
 * known, nothing is sold on the network.
 */
export interface FeePayer {
  /** As whoever settles said; undefined until they did. */
  address: string | undefined;
}
