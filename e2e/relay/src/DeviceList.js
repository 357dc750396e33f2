import { graphql } from "react-relay";

// What a Relay client writes to show a batch that grows as one scrolls. The compiler accepts it only if the schema
// keeps Relay's rules: @refetchable needs DeviceBatch to be a Node, @connection needs edges, cursors and pageInfo.
export const deviceList = graphql`
  fragment DeviceList_batch on DeviceBatch
  @refetchable(queryName: "DeviceListPaginationQuery")
  @argumentDefinitions(first: { type: "Int", defaultValue: 100 }, after: { type: "String" }) {
    batchId
    devices(first: $first, after: $after) @connection(key: "DeviceList_devices") {
      totalCount
      edges {
        node {
          id
          serialNumber
          modelName
          uploadedDate
        }
      }
    }
  }
`;

// A client that follows one batch asks for it by its global id.
export const batchQuery = graphql`
  query DeviceListQuery($batch: ID!) {
    node(id: $batch) {
      ...DeviceList_batch @alias(as: "batch")
    }
  }
`;
