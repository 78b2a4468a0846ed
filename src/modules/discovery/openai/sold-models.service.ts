import { Injectable } from '@nestjs/common';
import { notFound, Problem } from '../../../common/errors/index.js';
import { CatalogueDetails, type PublicResource } from '../../resources/index.js';
import { ListedResources } from '../listed/listed-resources.service.js';
import { resourceAddress, type ResourceAddress } from '../paid-addresses/resource-address.js';
import { modelNotFound } from './chat-problems.js';

/** Whose models a request may name: of everybody, of one creator, or one resource alone. */
export interface ModelScope {
  readonly username?: string;
  readonly slug?: string;
}

const LISTED = 100;

/** Resources that a model answers, under the names by which OpenAI's clients call models. */
@Injectable()
export class SoldModels {
  constructor(
    private readonly listed: ListedResources,
    private readonly details: CatalogueDetails,
  ) {}

  /** The newest and the most called, at most a hundred. */
  async list({ username, slug }: ModelScope): Promise<PublicResource[]> {
    if (username !== undefined && slug !== undefined)
      return [await this.find({ username, slug }, slug)];
    if (username !== undefined && resourceAddress(username, 'any') === undefined) return [];
    const found =
      username === undefined
        ? await this.listed.find(LISTED)
        : await this.listed.findOf(username, LISTED);
    return (found ?? []).map(({ resource }) => resource).filter(({ model }) => model !== null);
  }

  /**
   * The resource that a model's name means: `ada/haiku`, and `haiku` where it is known whose.
   * @throws {Problem} model_not_found
   */
  async find(scope: ModelScope, name: string): Promise<PublicResource> {
    const address = addressIn(scope, name);
    const row = address && (await this.read(address));
    if (row !== undefined && row.model !== null) return row;
    const detail =
      row === undefined
        ? `There is no model called ${name.slice(0, 100)} here: GET …/v1/models lists those on sale.`
        : `No model answers ${name.slice(0, 100)}: call it at its URL.`;
    throw new Problem(modelNotFound, { detail, errors: [{ field: 'model', message: detail }] });
  }

  private async read({ username, slug }: ResourceAddress): Promise<PublicResource | undefined> {
    try {
      return (await this.details.findBySlug(username, slug)).row;
    } catch (error) {
      if (error instanceof Problem && error.type === notFound) return undefined;
      throw error;
    }
  }
}

function addressIn({ username, slug }: ModelScope, name: string): ResourceAddress | undefined {
  const [owner = '', own, ...rest] = name.replace(/^@/, '').split('/', 3);
  const address =
    own === undefined ? resourceAddress(username ?? '', owner) : resourceAddress(owner, own);
  if (address === undefined || rest.length > 0) return undefined;
  const isMeant =
    (username ?? address.username) === address.username && (slug ?? address.slug) === address.slug;
  return isMeant ? address : undefined;
}
