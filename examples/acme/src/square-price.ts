import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { type EndedCall, type PaidRoute, type Quote, serverConfig } from 'coinslot';
import type { EntityManager } from 'typeorm';
import { acmeConfig } from './acme.config.js';

/** What squaring a number costs: one cent, for Acme itself. */
@Injectable()
export class SquarePrice implements PaidRoute {
  readonly id = 'x_acme_square';
  readonly service = 'x_acme';

  constructor(
    @Inject(acmeConfig.KEY) private readonly acme: ConfigType<typeof acmeConfig>,
    @Inject(serverConfig.KEY) private readonly server: ConfigType<typeof serverConfig>,
  ) {}

  async quote(): Promise<Quote> {
    const [network = '', payTo = ''] = this.acme.ACME_PAY_TO.split('=');
    return {
      subject: 'x_acme_square',
      ownerId: null,
      url: `${this.server.publicUrl}/api/v1/acme/square`,
      description: 'Squares a number',
      mimeType: 'application/json',
      offers: [{ id: 'square-1', price: 10_000n, payees: [{ network, payTo }] }],
      settlementPolicy: 'after_execution',
    };
  }

  /** Keeps what was sold. It may be told twice. */
  async onEnded(tx: EntityManager, call: EndedCall): Promise<void> {
    if (call.failure !== null) return;
    const { number } = call.note as { readonly number: number };
    await tx.query(
      `INSERT INTO x_acme.squares (call_id, payer, amount, number) VALUES ($1, $2, $3, $4)
         ON CONFLICT DO NOTHING`,
      [call.id, call.payer, call.amount, number],
    );
  }
}
