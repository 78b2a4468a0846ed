import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { AskedPerson } from './referral.js';
import { REFERRAL_PAGE_HEADERS, referralPage } from './referral-page.js';

/** Shows people where a resource is sold, instead of sending them there. */
@Catch(AskedPerson)
export class ReferralPageFilter implements ExceptionFilter<AskedPerson> {
  catch({ endpoint }: AskedPerson, host: ArgumentsHost): void {
    host
      .switchToHttp()
      .getResponse<FastifyReply>()
      .status(200)
      .headers(REFERRAL_PAGE_HEADERS)
      .send(referralPage(endpoint));
  }
}
