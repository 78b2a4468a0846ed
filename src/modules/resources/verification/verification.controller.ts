import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Operation } from '../../../common/http/index.js';
import { invalidInput } from '../../../common/errors/index.js';
import { RateLimited } from '../../../common/rate-limit/index.js';
import { Public } from '../../accounts/index.js';
import { VerificationDto, VerifyDto } from './verification.dto.js';
import { Verification } from './verification.service.js';

@ApiTags('Verification')
@Public()
@Controller('resources')
export class VerificationController {
  constructor(private readonly verification: Verification) {}

  @Post('verify')
  @HttpCode(200)
  @RateLimited({ policy: 'verify', limit: 10, windowSeconds: 60 })
  @Operation({
    summary: 'Check any x402 endpoint, as a buyer would see it',
    description:
      'Asks the URL with GET and POST without paying, and answers 200 whatever comes of it: what is wrong stands in `errors` and `warnings`, each with a fix.',
    problems: [invalidInput],
  })
  @ApiOkResponse({ type: VerificationDto })
  async verify(@Body() { url }: VerifyDto): Promise<VerificationDto> {
    return new VerificationDto(await this.verification.verify(url));
  }
}
