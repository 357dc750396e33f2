import { graphql } from "react-relay";

// The partner's customers, by the beginning of their names: a new name is a new list, so the filter is part of
// what tells connections apart in Relay's store.
export const customerList = graphql`
  fragment CustomerList_query on Query
  @refetchable(queryName: "CustomerListPaginationQuery")
  @argumentDefinitions(
    first: { type: "Int", defaultValue: 50 }
    after: { type: "String" }
    name: { type: "String" }
  ) {
    customers(first: $first, after: $after, nameStartsWith: $name)
      @connection(key: "CustomerList_customers", filters: ["nameStartsWith"]) {
      edges {
        node {
          id
          companyName
          deviceBatches {
            ...DeviceList_batch
          }
        }
      }
    }
  }
`;
