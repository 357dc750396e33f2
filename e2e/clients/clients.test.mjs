// Proves that the common GraphQL clients walk a batch by themselves: every device once, in Partner Center's order, for
// no more calls than Partner Center has pages.

import assert from "node:assert/strict";
import { before, test } from "node:test";

import { walk as apollo } from "./apollo.mjs";
import { Meter } from "./meter.mjs";
import { walk as relay } from "./relay.mjs";
import { settings } from "./settings.mjs";
import { Simulator } from "../simulator.mjs";
import { walk as urql } from "./urql.mjs";

const customer = "47021739-3426-40bf-9601-61b4b6d7c793"; // Wingtip Toys
const batchId = "Large rollout";
const first = 100;
const pages = 11; // 1,050 devices

const simulator = new Simulator(settings.simulator);
let expected;
let batch;

before(async () => {
  expected = (await simulator.devices(customer, batchId)).map((device) => device.id);
  assert.equal(expected.length, 1050);
  assert.equal(new Set(expected).size, expected.length);
  batch = { batchId, id: await idOf(customer, batchId) };
});

// Relay asks for a batch by its global id, as it would know it from a list of batches.
async function idOf(customer, batchId) {
  const query = "query ($customer: ID!, $batchId: String!) { customer(id: $customer) { deviceBatch(batchId: $batchId) { id } } }";
  const response = await fetch(settings.api, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ query, variables: { customer, batchId } }),
  });
  return (await response.json()).data.customer.deviceBatch.id;
}

for (const [name, walk] of Object.entries({ "Apollo Client": apollo, urql, Relay: relay })) {
  test(`${name} walks a batch of 1,050 devices in ${pages} calls`, { timeout: 60_000 }, async () => {
    const meter = new Meter();
    const countedBefore = await simulator.calls();
    const devices = await walk({ url: settings.api, fetch: meter.fetch, customer, batch, first });
    assert.deepEqual(devices.map((device) => device.deviceId), expected);
    assert.equal(new Set(devices.map((device) => device.id)).size, expected.length);
    assert.equal(meter.requests, pages);
    // A page that another client has just fetched is served from memory, and counts as if it had been fetched.
    assert.equal(meter.calls + meter.spared, pages);
    assert.equal((await simulator.calls()) - countedBefore, meter.calls);
  });
}
