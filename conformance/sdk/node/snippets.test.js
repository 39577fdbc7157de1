// The calls that the page for people shows in TypeScript: each sends the documented request and takes the documented
// answer. A server of this file answers them, since the documented ids are of no sandbox.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { calls, connect } from './calls.js';

// The scripts are run from a copy, so the place of the repository is told.
const ROOT = process.env.REVERSALS_ROOT;
assert.ok(ROOT, 'REVERSALS_ROOT is not set');

/** What the documentation prints, by operation: the request, and the answer. */
async function documented() {
  const cases = JSON.parse(await readFile(`${ROOT}/generated/schema/cases.json`, 'utf8'));
  const named = (entries) => entries.filter((each) => each.case.endsWith('/documented'));
  const answers = new Map(named(cases.responses).map((each) => [each.case, each]));
  return new Map(named(cases.encode).map((each) => [each.operation, [each, answers.get(each.case)]]));
}

describe('snippets', () => {
  let arrived;
  let payload;
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) {
      body += chunk;
    }
    arrived.push({ method: request.method, target: request.url, body });
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(payload));
  });
  before(() => new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); }));
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  test('each call sends the documented request and takes the documented answer', async () => {
    const operations = await documented();
    assert.ok(operations.size > 0);
    const stripe = connect({ host: '127.0.0.1', port: server.address().port, protocol: 'http' });
    for (const [operation, [request, response]] of operations) {
      arrived = [];
      payload = response.body;
      const answer = await calls[operation](stripe);
      assert.deepEqual(JSON.parse(JSON.stringify(answer)), response.body, operation);
      const target = request.path + (request.query === undefined ? '' : `?${request.query}`);
      assert.deepEqual(arrived, [{ method: request.method, target, body: request.body ?? '' }], operation);
    }
  });

  test('each marker is in the method of its operation', async () => {
    const lines = (await readFile(new URL('calls.ts', import.meta.url), 'utf8')).split('\n').map((line) => line.trim());
    const marked = [];
    lines.forEach((line, at) => {
      const name = line.startsWith('// docs: ') ? line.slice(9) : undefined;
      if (name !== undefined && !['end', '(client)'].includes(name)) {
        assert.equal(lines[at - 1], `async ${name}(stripe: Stripe) {`);
        marked.push(name);
      }
    });
    assert.deepEqual(marked.sort(), [...(await documented()).keys()].sort());
  });
});
