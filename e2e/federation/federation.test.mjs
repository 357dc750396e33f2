// Proves that pcgraph is a subgraph: that it composes with another, and that a gateway in front of both answers what
// spans them, for as few upstream calls as pcgraph alone would take, and for whom it may.

import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";

import { compose, Gateway } from "./gateway.mjs";
import { Issuer } from "./issuer.mjs";
import { print, Program } from "./program.mjs";
import { Simulator } from "../simulator.mjs";
import { sdl as supportSDL, Support } from "./support.mjs";

const customer = "47021739-3426-40bf-9601-61b4b6d7c793"; // Wingtip Toys
const other = "7b26b357-9ca3-48b8-a58e-4febe2662a5d"; // has forty batches

const issuer = new Issuer();
const support = new Support();
const gateway = new Gateway();
let partnerCenter, pcgraph, api, simulator;
let everything, oneCustomer; // callers
let callsBefore;

before(async () => {
  await Promise.all([issuer.listen(), support.listen()]);
  everything = issuer.authorization("*");
  oneCustomer = issuer.authorization([customer]);
  partnerCenter = new Program("simulate");
  simulator = new Simulator(await partnerCenter.find(/simulated Partner Center on (\S+)/));
  pcgraph = new Program("serve", "--federation", "--admin-addr=127.0.0.1:0", "--cache-ttl=0", "--log-level=warn",
    `--upstream-url=${simulator.address}`, ...issuer.settings);
  api = await pcgraph.find(/GraphQL on (\S+)/);
  const { supergraphSdl, errors } = compose(await subgraph(), { name: "support", url: support.url, sdl: supportSDL });
  assert.equal(errors, undefined);
  await gateway.listen(supergraphSdl);
  support.tickets = await tickets();
});

// All of them, whatever has been started: one that is left would keep the test from ending.
after(() => Promise.all([gateway.close(), pcgraph?.stop(), partnerCenter?.stop(), support.close(), issuer.close()]));

beforeEach(async () => {
  callsBefore = await simulator.calls();
  support.requests = [];
});

async function subgraph() {
  return { name: "pcgraph", url: api, sdl: await print("schema", "--federation") };
}

async function post(url, authorization, query) {
  const headers = { "Content-Type": "application/json", ...(authorization && { Authorization: authorization }) };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify({ query }) });
  return response.json();
}

const ask = (query, authorization = everything) => post(gateway.url, authorization, query);
const calls = async () => (await simulator.calls()) - callsBefore;

// The help desk's tickets: three devices on two pages of one batch, one of another customer, and forty batches.
async function tickets() {
  const { data } = await post(api, everything, `{
    one: customer(id: "${customer}") { deviceBatch(batchId: "Large rollout") { devices(first: 151) { nodes { id } } } }
    other: customer(id: "${other}") { deviceBatches { id devices(first: 1) { nodes { id } } } }
  }`);
  const devices = data.one.deviceBatch.devices.nodes;
  const elsewhere = data.other.deviceBatches.flatMap((batch) => batch.devices.nodes)[0];
  return [
    ...[devices[0], devices[1], devices[150], elsewhere].map(({ id }, i) => ({ id: `D${i}`, title: "does not start", device: id })),
    ...data.other.deviceBatches.map(({ id }, i) => ({ id: `B${i}`, title: "is late", batch: id })),
  ];
}

describe("composition", () => {
  test("what is printed is what a server shows", async () => {
    const { data } = await post(api, everything, "{ _service { sdl } }");
    assert.equal(data._service.sdl, (await subgraph()).sdl);
  });

  test("another subgraph's `node` collides, and may take over", async () => {
    const relay = (mark) => ({
      name: "relay",
      url: "http://127.0.0.1/",
      sdl: `
        extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key", "@override"])
        type Query { node(id: ID!): Node ${mark} nodes(ids: [ID!]!): [Node]! ${mark} }
        interface Node { id: ID! }
        type Device implements Node @key(fields: "id", resolvable: false) { id: ID! }
      `,
    });
    const pcgraph = await subgraph();
    assert.match(String(compose(pcgraph, relay("")).errors), /Non-shareable field "Query.node"/);
    assert.equal(compose(pcgraph, relay('@override(from: "pcgraph")')).errors, undefined);
  });
});

describe("a query that begins at pcgraph", () => {
  test("asks the other subgraph once, and Partner Center as often as without it", async () => {
    const { data, errors } = await ask("{ customers(first: 3) { nodes { id companyName supportPlan } pageInfo { hasNextPage } } }");
    assert.equal(errors, undefined);
    assert.equal(data.customers.nodes.length, 3);
    for (const { id, companyName, supportPlan } of data.customers.nodes) {
      assert.ok(companyName);
      assert.equal(supportPlan, `plan of ${id}`);
    }
    assert.equal(await calls(), 1);
    assert.equal(support.requests.length, 1);
    assert.equal(support.requests[0].authorization, everything);
  });
});

describe("a query that begins at the other subgraph", () => {
  test("looks for devices of one batch together", async () => {
    const { data, errors } = await ask("{ tickets(first: 3) { nodes { title device { serialNumber batch { batchId status } } } pageInfo { hasNextPage } } }");
    assert.equal(errors, undefined);
    assert.equal(await calls(), 2 + 1); // the pages, and the list of batches
    const listed = await simulator.devices(customer, "Large rollout");
    assert.deepEqual(data.tickets.nodes.map(({ device }) => device.serialNumber), [0, 1, 150].map((i) => listed[i].serialNumber));
    assert.ok(data.tickets.nodes.every(({ device }) => device.batch.batchId === "Large rollout" && device.batch.status));
  });

  test("asks for a customer's batches once", async () => {
    const { data, errors } = await ask("{ tickets { nodes { batch { batchId status } } } }");
    assert.equal(errors, undefined);
    assert.equal(data.tickets.nodes.filter(({ batch }) => batch?.status).length, 40);
    assert.equal(await calls(), 1);
  });

  test("asks for the devices of forty batches in forty calls", async () => {
    const { data, errors } = await ask("{ tickets { nodes { batch { devices(first: 1) { nodes { serialNumber } } } } } }");
    assert.equal(errors, undefined);
    assert.equal(data.tickets.nodes.filter(({ batch }) => batch?.devices).length, 40);
    assert.equal(await calls(), 40);
  });

  test("comes back to it", async () => {
    const { data, errors } = await ask("{ tickets(first: 2) { nodes { device { batch { customer { companyName supportPlan accountManager } } } } } }");
    assert.equal(errors, undefined);
    const expected = { companyName: "Wingtip Toys", supportPlan: `plan of ${customer}`, accountManager: "A. Manager" };
    assert.deepEqual(data.tickets.nodes.map(({ device }) => device.batch.customer), [expected, expected]);
    assert.equal(await calls(), 1);
  });
});

// The other subgraph says that there is a device, and pcgraph says nothing of it: its fields are null, and where one may
// not be, the device is.
describe("an entity that cannot be had", () => {
  test("is null for a caller who may not see it, with pcgraph's own code, and no other is", async () => {
    const { data, errors } = await ask("{ tickets(first: 4) { nodes { device { serialNumber } again: device { deviceId } } } }", oneCustomer);
    assert.deepEqual(data.tickets.nodes.map(({ device }) => device.serialNumber !== null), [true, true, true, false]);
    assert.deepEqual(data.tickets.nodes.map(({ again }) => again !== null), [true, true, true, false]);
    assert.deepEqual([...new Set(errors.map(({ extensions }) => `${extensions.serviceName} ${extensions.code}`))], ["pcgraph FORBIDDEN"]);
    assert.equal(await calls(), 2);
  });

  test("is null when its id is no id", async () => {
    const kept = support.tickets;
    support.tickets = kept.with(1, { ...kept[1], device: "D_nonsense" });
    try {
      const { data, errors } = await ask("{ tickets(first: 3) { nodes { device { serialNumber } } } }");
      assert.deepEqual(data.tickets.nodes.map(({ device }) => device.serialNumber !== null), [true, false, true]);
      assert.deepEqual(errors.map(({ extensions }) => extensions.code), ["BAD_USER_INPUT"]);
    } finally {
      support.tickets = kept;
    }
  });
});

test("a request without a token is refused by pcgraph, behind the gateway too", async () => {
  const { data, errors } = await ask("{ customers(first: 1) { nodes { id } } }", null);
  assert.equal(data.customers, null);
  assert.match(JSON.stringify(errors), /401/);
  assert.equal(await calls(), 0);
});
