import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { invalidInput } from '../../../common/errors/index.js';
import { OpenToEveryOrigin, Operation, refuseCursor } from '../../../common/http/index.js';
import { RateLimited } from '../../../common/rate-limit/index.js';
import { Public } from '../../accounts/index.js';
import { PUBLIC_READS } from '../public-reads.js';
import { ModelDto, ModelPageDto } from './model.dto.js';
import { ModelsQuery } from './models-query.dto.js';
import { Models } from './models.service.js';

@ApiTags('Models')
@Public()
@RateLimited(PUBLIC_READS)
@Controller('models')
export class ModelsController {
  constructor(private readonly models: Models) {}

  @Get()
  @OpenToEveryOrigin()
  @Operation({
    summary: 'Search the models that a resource can use',
    description: 'The models of OpenRouter, and those that a provider runs itself.',
    problems: [invalidInput],
  })
  @ApiOkResponse({ type: ModelPageDto })
  async search(@Query() { limit, cursor, ...filter }: ModelsQuery): Promise<ModelPageDto> {
    const found = await this.models.search(filter, { after: nameIn(cursor), limit });
    return {
      items: found.models.map((model) => new ModelDto(model)),
      nextCursor: found.next === null ? null : Buffer.from(found.next).toString('base64url'),
    };
  }
}

/** The last model that the page before showed. */
function nameIn(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const name = Buffer.from(cursor, 'base64url').toString();
  return /^[a-z0-9_-]{1,32}:[!-~]{1,200}$/.test(name) ? name : refuseCursor();
}
