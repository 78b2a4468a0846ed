import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { invalidInput, Problem } from '../../../common/errors/index.js';
import { ConnectedSessions } from '../connections/connected-sessions.service.js';
import { accountNotReadable } from '../integration-problems.js';
import type { Paging } from '../providers/paging.js';

const PROVIDER = 'anthropic';

/** https://platform.claude.com/docs/en/api/admin/workspaces/list */
const PAGING: Paging = {
  kind: 'id_cursor',
  rows: 'data',
  query: { limit: '100' },
  more: 'has_more',
  id: 'id',
  parameter: 'after_id',
  maxPages: 10,
  maxRows: 1_000,
};
const row = z.object({
  id: z.string().max(100),
  name: z.string().transform((name) => name.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '').slice(0, 100)),
});

/** Part of an organization, with usage and limits of its own. */
export interface Workspace {
  readonly id: string;
  readonly name: string;
}

/** Which workspaces of the connected organization the user looks at. */
@Injectable()
export class Workspaces {
  constructor(private readonly accounts: ConnectedSessions) {}

  /**
   * All that the key sees, each with whether the user chose it; without a choice all are.
   * @throws {Problem} not_connected, account_not_readable, too_many_requests or provider_unreachable
   */
  async list(userId: string, address: string): Promise<(Workspace & { chosen: boolean })[]> {
    return this.accounts.ask(userId, PROVIDER, address, async ({ list, inputs }) => {
      const found = (await list('/v1/organizations/workspaces', PAGING))?.flatMap(
        (each) => row.safeParse(each).data ?? [],
      );
      if (found === undefined) throw new Problem(accountNotReadable);
      const chosen = z.array(z.object({ id: z.string() })).safeParse(inputs['workspaces']).data;
      const ids = chosen && new Set(chosen.map(({ id }) => id));
      return found.map((workspace) => ({ ...workspace, chosen: ids?.has(workspace.id) ?? true }));
    });
  }

  /**
   * Chooses some of them; none for all.
   * @throws {Problem} as {@link list}, and invalid_input for those that are not there
   */
  async choose(userId: string, ids: readonly string[], address: string) {
    const all = await this.list(userId, address);
    const unknown = ids.find((id) => !all.some((workspace) => workspace.id === id));
    if (unknown !== undefined) {
      const message = `${JSON.stringify(unknown)} is no workspace of the organization`;
      throw new Problem(invalidInput, { errors: [{ field: 'workspaceIds', message }] });
    }
    const isChosen = (id: string) => ids.length === 0 || ids.includes(id);
    const chosen = all.filter(({ id }) => isChosen(id)).map(({ id, name }) => ({ id, name }));
    const workspaces = ids.length === 0 ? null : chosen;
    await this.accounts.choose(userId, PROVIDER, { workspaces });
    return all.map((workspace) => ({ ...workspace, chosen: isChosen(workspace.id) }));
  }
}
