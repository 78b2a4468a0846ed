import { describe, expect, it } from '@jest/globals';
import { launches } from './launch.js';

const passwd = [
  '# a comment',
  'root:x:0:0:root:/root:/bin/bash',
  'nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin',
  'postgres:x:101:104::/var/lib/postgresql:/bin/bash',
  'ada:x:1000:1000:Ada:/home/ada:/bin/bash',
].join('\n');
const postgres = { uid: 101, gid: 104 };
const ada = { uid: 1000, gid: 1000 };

describe('the identities to run PostgreSQL under', () => {
  it('leaves an ordinary user as they are', () => {
    expect(launches({ uid: 1000, hasName: true, passwd })).toEqual([{ prefix: [] }]);
  });

  it('gives a user without a name one, in a user namespace', () => {
    const [only, ...others] = launches({ uid: 4242, hasName: false, passwd });
    expect(only?.prefix[0]).toBe('unshare');
    expect(others).toEqual([]);
  });

  it('prefers a user namespace for root, then steps down to the system account', () => {
    const [namespace, plain, passing] = launches({ uid: 0, hasName: true, passwd });
    expect(namespace).toEqual({
      prefix: ['unshare', '-U', '--map-user=65534', '--map-group=65534'],
    });
    expect(plain).toEqual({ prefix: [], spawnAs: postgres, owner: postgres });
    expect(passing?.prefix).toEqual(expect.arrayContaining(['--reuid=101', '--regid=104']));
    expect(passing?.owner).toEqual(postgres);
  });

  it('steps down to nobody where there is no postgres account', () => {
    const withoutPostgres = passwd.replace(/^postgres.*$/m, '');
    const owners = launches({ uid: 0, hasName: true, passwd: withoutPostgres }).map(
      ({ owner }) => owner?.uid,
    );
    expect(owners).toEqual([undefined, 65_534, 65_534]);
  });

  it('has only the namespace where no account is known', () => {
    expect(launches({ uid: 0, hasName: true, passwd: '' })).toHaveLength(1);
  });

  it("serves another user's data as that user when it is root", () => {
    const ways = launches({ uid: 0, hasName: true, dataOwner: ada, passwd });
    expect(ways.map(({ owner }) => owner)).toEqual([ada, ada]);
    const [nameless] = launches({ uid: 0, hasName: true, dataOwner: ada, passwd: '' });
    expect(nameless?.prefix[0]).toBe('unshare');
    expect(nameless?.spawnAs).toEqual(ada);
  });

  it('never steps down to root', () => {
    const odd = 'postgres:x:0:0::/:/bin/sh';
    expect(launches({ uid: 0, hasName: true, passwd: odd })).toHaveLength(1);
  });
});
