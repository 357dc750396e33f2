const { graphql } = require("relay-runtime");

// What a list of devices asks for, and how it goes on. Compiled to CommonJS: the modules that Relay's compiler writes
// for bundlers are none that Node can load.
exports.listQuery = graphql`
  query DeviceListQuery($batch: ID!) {
    node(id: $batch) {
      ...DeviceList_batch @alias(as: "batch")
    }
  }
`;

exports.listFragment = graphql`
  fragment DeviceList_batch on DeviceBatch
  @refetchable(queryName: "DeviceListPaginationQuery")
  @argumentDefinitions(first: { type: "Int", defaultValue: 100 }, after: { type: "String" }) {
    devices(first: $first, after: $after) @connection(key: "DeviceList_devices") {
      edges {
        node {
          id
          deviceId
        }
      }
    }
  }
`;
