import { ApolloClient, gql, HttpLink, InMemoryCache } from "@apollo/client";
import { relayStylePagination } from "@apollo/client/utilities";
import { filter, firstValueFrom } from "rxjs";

const query = gql`
  query Devices($customer: ID!, $batch: String!, $first: Int!, $after: String) {
    customer(id: $customer) {
      id
      deviceBatch(batchId: $batch) {
        id
        devices(first: $first, after: $after) {
          edges {
            cursor
            node {
              id
              deviceId
            }
          }
          pageInfo {
            hasNextPage
            endCursor
          }
        }
      }
    }
  }
`;

// Apollo Client: fetchMore for each next page, which the cache's policy joins to what is there.
export async function walk({ url, fetch, customer, batch, first }) {
  const client = new ApolloClient({
    link: new HttpLink({ uri: url, fetch }),
    cache: new InMemoryCache({ typePolicies: { DeviceBatch: { fields: { devices: relayStylePagination() } } } }),
  });
  const variables = { customer, batch: batch.batchId, first };
  const list = client.watchQuery({ query, variables });
  const watching = list.subscribe();
  let { data } = await firstValueFrom(list.pipe(filter(({ loading }) => !loading)));
  while (devicesOf(data).pageInfo.hasNextPage) {
    ({ data } = await list.fetchMore({ variables: { after: devicesOf(data).pageInfo.endCursor } }));
  }
  const all = devicesOf(client.readQuery({ query, variables })).edges;
  watching.unsubscribe();
  client.stop();
  return all.map((edge) => edge.node);
}

function devicesOf(data) {
  return data.customer.deviceBatch.devices;
}
