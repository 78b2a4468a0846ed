import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Problem } from '../../../common/errors/index.js';
import { OpenToEveryOrigin, Operation, UuidParam } from '../../../common/http/index.js';
import { Public } from '../../accounts/index.js';
import { receiptNotFound } from '../payment-problems.js';
import type { RefundView } from '../refunds/refund-view.js';
import { Refunds } from '../refunds/refunds.service.js';
import { type Standing, Standings } from '../finality/standings.service.js';
import { OfferReceipts } from './offer-receipts.service.js';
import { DidDocumentDto, PublicKeysDto, ReceiptWithRefundDto } from './receipt.dto.js';
import { type FullReceipt, Receipts } from './receipts.service.js';

interface ReceiptInFull extends FullReceipt {
  readonly finality: Standing;
  readonly refund: RefundView | null;
}

@ApiTags('Receipts')
@Public()
@Controller()
export class ReceiptsController {
  constructor(
    private readonly receipts: Receipts,
    private readonly proofs: OfferReceipts,
    private readonly refunds: Refunds,
    private readonly standings: Standings,
  ) {}

  @Get('receipts/:id')
  @OpenToEveryOrigin()
  @Operation({
    summary: 'Get the signed receipt of a paid call, by the id in its answer',
    description:
      'A JWS that anybody can verify with `/.well-known/jwks.json`, and how final the transfer is.',
    problems: [receiptNotFound],
  })
  @ApiOkResponse({ type: ReceiptWithRefundDto })
  async find(@UuidParam(receiptNotFound) id: string): Promise<ReceiptInFull> {
    const receipt = await this.receipts.find(id);
    if (receipt === undefined) throw new Problem(receiptNotFound);
    const refund = (await this.refunds.stateOf(id)) ?? null;
    return { ...receipt, finality: await this.standings.of(id), refund };
  }

  @Get('.well-known/jwks.json')
  @Header('cache-control', 'public, max-age=300')
  @Operation({
    summary: 'Get the public keys that verify receipts',
    description: 'A JSON Web Key Set (RFC 7517).',
  })
  @ApiOkResponse({ type: PublicKeysDto })
  keys(): unknown {
    return this.receipts.publicKeys();
  }

  @Get('.well-known/did.json')
  @Header('cache-control', 'public, max-age=300')
  @Operation({
    summary: 'Get the DID document of this server',
    description:
      'Says with which keys this server signs x402 offers and receipts (extension `offer-receipt`), for ' +
      'whoever resolves its did:web. The keys are those of `/.well-known/jwks.json`.',
  })
  @ApiOkResponse({ type: DidDocumentDto })
  didDocument(): unknown {
    return this.proofs.didDocument();
  }
}
