import { Egress, type EgressRequest } from '../../../../common/egress/index.js';
import { parseAllowance } from '../../../../common/egress/allowance.js';

/** Reaches servers of this machine, and waits less than the product does where nobody answers. */
export class TestEgress extends Egress {
  timeoutMs: number | undefined;

  constructor() {
    const allowed = parseAllowance(['127.0.0.1/32']);
    if (allowed === undefined) throw new Error('127.0.0.1/32 is a network');
    super({ allowed, allowsPlainHttp: true });
  }

  override request(url: string, request: EgressRequest) {
    return super.request(url, { ...request, timeoutMs: this.timeoutMs ?? request.timeoutMs });
  }
}
