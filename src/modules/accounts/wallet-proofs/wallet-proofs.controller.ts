import { Body, Controller, Header, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { Operation } from '../../../common/http/index.js';
import {
  chainUnavailable,
  forbidden,
  invalidInput,
  unauthenticated,
} from '../../../common/errors/index.js';
import { RateLimited } from '../../../common/rate-limit/index.js';
import type { AuthenticatedUser } from '../guard/authenticated-user.js';
import { CurrentUser } from '../guard/current-user.decorator.js';
import { RequireScope } from '../guard/require-scope.decorator.js';
import { tooManyWallets, walletProofRefused } from '../account-problems.js';
import {
  ProofChallengeDto,
  ProofChallengeRequest,
  ProveWalletDto,
  WalletProofDto,
} from './wallet-proof.dto.js';
import { WalletProofs } from './wallet-proofs.service.js';

@ApiTags('Account')
@ApiBearerAuth()
@ApiSecurity('api-key')
@RequireScope('admin')
@RateLimited({ policy: 'wallet_proofs', limit: 30, windowSeconds: 60 })
@Controller('me/payout-wallets')
export class WalletProofsController {
  constructor(private readonly proofs: WalletProofs) {}

  @Post('challenge')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'Get a message by which a wallet shows that it is mine',
    description: 'The message names my account. It signs nobody in and pays nothing.',
    problems: [unauthenticated, forbidden, invalidInput],
  })
  @ApiOkResponse({ type: ProofChallengeDto })
  challenge(
    @CurrentUser() user: AuthenticatedUser,
    @Body() { address, network }: ProofChallengeRequest,
  ): ProofChallengeDto {
    return new ProofChallengeDto(this.proofs.challenge(user.id, address, network));
  }

  @Post('verify')
  @HttpCode(200)
  @Operation({
    summary: 'Show that a wallet is mine',
    description:
      'A refund counts once I send it from a wallet that I have shown to be mine, before or after I sent ' +
      'it. The wallet I sign in with needs no other proof.',
    problems: [
      unauthenticated,
      forbidden,
      invalidInput,
      walletProofRefused,
      tooManyWallets,
      chainUnavailable,
    ],
  })
  @ApiOkResponse({ type: WalletProofDto })
  async verify(
    @CurrentUser() user: AuthenticatedUser,
    @Body() { message, signature }: ProveWalletDto,
  ): Promise<WalletProofDto> {
    return new WalletProofDto(await this.proofs.prove(user.id, message, signature));
  }
}
