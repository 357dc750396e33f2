import { Client, fetchExchange, gql } from "@urql/core";
import { cacheExchange } from "@urql/exchange-graphcache";
import { relayPagination } from "@urql/exchange-graphcache/extras";

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

// urql with its normalised cache: every answer is the whole list so far, joined by the cache's resolver.
export async function walk({ url, fetch, customer, batch, first }) {
  const client = new Client({
    url,
    fetch,
    // Unless told otherwise, urql asks with GET, which a page of another origin may not.
    preferGetMethod: false,
    exchanges: [cacheExchange({ resolvers: { DeviceBatch: { devices: relayPagination() } } }), fetchExchange],
  });
  for (let after; ; ) {
    const { data, error } = await client.query(query, { customer, batch: batch.batchId, first, after });
    if (error) {
      throw error;
    }
    const { edges, pageInfo } = data.customer.deviceBatch.devices;
    if (!pageInfo.hasNextPage) {
      return edges.map((edge) => edge.node);
    }
    after = pageInfo.endCursor;
  }
}
