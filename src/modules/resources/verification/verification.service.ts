import { text } from 'node:stream/consumers';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/index.js';
import { Egress, EgressFailure } from '../../../common/egress/index.js';
import { type Method, METHODS } from './finding.js';
import type { Probe } from './probe.js';
import { makeReport, type Report } from './report.js';

const TIMEOUT_MS = 6_000;
const MAX_BYTES = 262_144;
const HEADERS = { accept: 'application/json', 'user-agent': 'coinslot-verify' };

/** Looks at other people's paid endpoints, without paying. */
@Injectable()
export class Verification {
  constructor(
    private readonly egress: Egress,
    private readonly clock: Clock,
  ) {}

  /**
   * Asks the endpoint without a payment, by every method, and judges its answers.
   * @param preferred the method that counts, where it is for sale by several
   */
  async verify(url: string, preferred?: Method): Promise<Report> {
    const probes = await Promise.all(METHODS.map((method) => this.probe(url, method)));
    return makeReport(url, probes, preferred);
  }

  private async probe(url: string, method: Method): Promise<Probe> {
    const begun = this.clock.now().getTime();
    const outcome = await this.ask(url, method).catch((error: unknown) => {
      if (error instanceof EgressFailure) return { failure: error };
      throw error;
    });
    return { method, durationMs: this.clock.now().getTime() - begun, outcome };
  }

  private async ask(url: string, method: Method) {
    const json = { headers: { ...HEADERS, 'content-type': 'application/json' }, body: '{}' };
    const { status, headers, body } = await this.egress.request(url, {
      method,
      headers: HEADERS,
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_BYTES,
      ...(method === 'POST' && json),
    });
    return { status, headers, body: await text(body) };
  }
}
