import { Body, Controller, Header, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { Operation } from '../../../common/http/index.js';
import { chainUnavailable, invalidInput } from '../../../common/errors/index.js';
import { RateLimited } from '../../../common/rate-limit/index.js';
import { SIGN_IN_LIMIT } from '../sessions/sign-in-limit.js';
import { Public } from '../guard/public.decorator.js';
import { signInRefused } from '../account-problems.js';
import { ProfileDto } from '../profile/profile.dto.js';
import { Profiles } from '../profile/profiles.service.js';
import { SignedInDto, SignInChallengeDto, VerifySignInDto } from './sign-in.dto.js';
import { SignIn } from './sign-in.service.js';

@ApiTags('Sign-in')
@ApiSecurity({})
@Public()
@RateLimited(SIGN_IN_LIMIT)
@Controller('auth')
export class SignInController {
  constructor(
    private readonly signIn: SignIn,
    private readonly profiles: Profiles,
  ) {}

  @Post('nonce')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'Get a nonce to sign in with a wallet',
    description:
      'The nonce is good for a few minutes and for one sign-in. The answer has all that the message (EIP-4361) needs.',
  })
  @ApiOkResponse({ type: SignInChallengeDto })
  nonce(): SignInChallengeDto {
    return new SignInChallengeDto(this.signIn.challenge());
  }

  @Post('verify')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'Sign in with a signed message',
    description:
      'The first sign-in of a wallet creates its user. A contract is asked on the chain that the message names, and signs in on that chain alone.',
    problems: [signInRefused, invalidInput, chainUnavailable],
  })
  @ApiOkResponse({ type: SignedInDto })
  async verify(@Body() { message, signature }: VerifySignInDto): Promise<SignedInDto> {
    const tokens = await this.signIn.verify(message, signature);
    return new SignedInDto(tokens, new ProfileDto(await this.profiles.get(tokens.userId)));
  }
}
