import { graphql, useLazyLoadQuery } from "react-relay";

import type { CustomerNameQuery } from "./__generated__/CustomerNameQuery.graphql";

/**
 * A customer's name. The list of customers has usually fetched it; only a page that was opened at this customer asks,
 * and where the answer is an error shows the customer's ID.
 */
export function CustomerName({ customer: id, titled }: { customer: string; titled: boolean }) {
  const { customer } = useLazyLoadQuery<CustomerNameQuery>(
    graphql`
      query CustomerNameQuery($customer: ID!) {
        customer(id: $customer) @catch {
          companyName
        }
      }
    `,
    { customer: id },
  );
  const name = customer.ok ? (customer.value?.companyName ?? "(no name)") : id;
  return (
    <>
      {titled && <title>{`${name}: batches`}</title>}
      {name}
    </>
  );
}
