import { describe, expect, it } from '@jest/globals';
import { databaseUrl, initdbArguments, serverArguments } from './server-arguments.js';

describe('arguments of the embedded PostgreSQL', () => {
  it('opens a loopback port and no Unix socket', () => {
    const args = serverArguments({ data: '/d', port: 5433, ephemeral: false });
    expect(args.slice(0, 2)).toEqual(['-D', '/d']);
    expect(args).toEqual(
      expect.arrayContaining([
        'listen_addresses=127.0.0.1',
        'port=5433',
        'unix_socket_directories=',
        'timezone=UTC',
      ]),
    );
  });

  it('gives up durability for ephemeral servers only', () => {
    const options = { data: '/d', port: 5433 };
    expect(serverArguments({ ...options, ephemeral: true })).toContain('fsync=off');
    expect(serverArguments({ ...options, ephemeral: false })).not.toContain('fsync=off');
    const paths = { data: '/d', passwordFile: '/p' };
    expect(initdbArguments({ ...paths, ephemeral: true })).toContain('--no-sync');
    expect(initdbArguments({ ...paths, ephemeral: false })).not.toContain('--no-sync');
  });

  it('asks every login for a password', () => {
    const args = initdbArguments({ data: '/d', passwordFile: '/p', ephemeral: false });
    expect(args).toEqual(expect.arrayContaining(['--auth=scram-sha-256', '--pwfile=/p']));
  });

  it('escapes what a URL would misread', () => {
    const url = new URL(databaseUrl(5433, 'p@ss/word', 'my db'));
    expect(decodeURIComponent(url.password)).toBe('p@ss/word');
    expect(url.host).toBe('127.0.0.1:5433');
    expect(decodeURIComponent(url.pathname)).toBe('/my db');
  });
});
