// The simulated Partner Center behind the demo: what it counts, and how it is made to misbehave.
export class Simulator {
  constructor(address) {
    this.address = address;
  }

  // How many calls it has counted since it was started.
  async calls() {
    return (await this.administer("GET", "calls")).total;
  }

  // Adds a fault: `GET /_sim` lists the kinds, and says what they can be refined with.
  addFault(fault) {
    return this.administer("POST", "faults", fault);
  }

  clearFaults() {
    return this.administer("DELETE", "faults");
  }

  // Forgets every continuation token that it has handed out.
  expireTokens() {
    return this.administer("DELETE", "tokens");
  }

  async administer(method, action, body) {
    const response = await fetch(new URL(`/_sim/${action}`, this.address), { method, body: body && JSON.stringify(body) });
    if (!response.ok) {
      throw new Error(`${method} ${action}: ${await response.text()}`);
    }
    return response.status === 204 ? undefined : response.json();
  }

  // The devices of a batch as Partner Center itself lists them, page by page.
  async devices(customer, batch) {
    const path = `/v1/customers/${customer}/deviceBatches/${encodeURIComponent(batch)}/devices`;
    const devices = [];
    for (let token; ; ) {
      const headers = { Authorization: "Bearer demo", ...(token && { "MS-ContinuationToken": token }) };
      const response = await fetch(new URL(path, this.address), { headers });
      const page = await response.json();
      devices.push(...page.items);
      token = page.continuationToken;
      if (!token) {
        return devices;
      }
    }
  }
}
