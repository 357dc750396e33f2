import relay from "relay-runtime";

import listFragment from "./relay/__generated__/DeviceList_batch.graphql.js";
import nextPageQuery from "./relay/__generated__/DeviceListPaginationQuery.graphql.js";
import listQuery from "./relay/__generated__/DeviceListQuery.graphql.js";

const { createOperationDescriptor, Environment, fetchQuery, getSingularSelector, Network, RecordSource, Store } = relay;

// Relay without React: what usePaginationFragment does with what the compiler makes of relay/DeviceList.js.
export async function walk({ url, fetch, batch, first }) {
  const environment = new Environment({
    store: new Store(new RecordSource()),
    network: Network.create(async ({ text }, variables) => {
      const response = await fetch(url, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ query: text, variables }),
      });
      return response.json();
    }),
  });
  const operation = createOperationDescriptor(listQuery, { batch: batch.id });
  const retained = environment.retain(operation);
  const devices = () => {
    const { node } = environment.lookup(operation.fragment).data;
    return environment.lookup(getSingularSelector(listFragment, node.batch)).data.devices;
  };
  await fetchQuery(environment, listQuery, { batch: batch.id }).toPromise();
  while (devices().pageInfo.hasNextPage) {
    const after = devices().pageInfo.endCursor;
    await fetchQuery(environment, nextPageQuery, { id: batch.id, first, after }).toPromise();
  }
  const nodes = devices().edges.map((edge) => edge.node);
  retained.dispose();
  return nodes;
}
