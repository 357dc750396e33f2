import { Fragment } from "react";
import { graphql, useLazyLoadQuery, usePaginationFragment } from "react-relay";

import { Link } from "../address";
import type { ReloadOptions } from "../failures/useReload";
import { counted } from "../format";
import { NextPage } from "../lists/NextPage";
import type { CustomerList_query$key } from "./__generated__/CustomerList_query.graphql";
import type { CustomerListPaginationQuery } from "./__generated__/CustomerListPaginationQuery.graphql";
import type { CustomerListQuery } from "./__generated__/CustomerListQuery.graphql";

interface Props {
  readonly name: string;
  readonly selected: string | undefined;
  readonly options: ReloadOptions;
  readonly onReload: () => void;
}

/** The customers whose name begins so. One upstream call for a hundred of them. */
export function CustomerList({ name, selected, options, onReload }: Props) {
  const query = useLazyLoadQuery<CustomerListQuery>(
    graphql`
      query CustomerListQuery($name: String) {
        ...CustomerList_query @arguments(name: $name)
      }
    `,
    { name: name || null },
    options,
  );
  const list = usePaginationFragment<CustomerListPaginationQuery, CustomerList_query$key>(
    graphql`
      fragment CustomerList_query on Query
      @refetchable(queryName: "CustomerListPaginationQuery")
      @argumentDefinitions(
        first: { type: "Int", defaultValue: 50 }
        after: { type: "String" }
        name: { type: "String" }
      )
      @throwOnFieldError {
        customers(first: $first, after: $after, nameStartsWith: $name)
          @connection(key: "CustomerList_customers", filters: ["nameStartsWith"]) {
          edges {
            node {
              id
              companyName
              domain
            }
          }
        }
      }
    `,
    query,
  );
  const customers = list.data.customers?.edges.map((edge) => edge.node) ?? [];
  return (
    <>
      <p role="status" className="small">
        {list.hasNext ? "The first " : ""}
        {counted(customers.length, "customer")}
        {name && ` whose name begins with “${name}”`}
      </p>
      <ul className="links">
        {customers.map(({ id, companyName, domain }) => (
          <li key={id}>
            <Link to={{ customer: id }} aria-current={id === selected}>
              <strong>{companyName ?? "(no name)"}</strong>
              <span className="small">{domain && breakable(domain)}</span>
            </Link>
          </li>
        ))}
      </ul>
      <NextPage list={list} size={50} automatic onRestart={onReload} />
    </>
  );
}

/** A domain that breaks before its dots, if it has to. */
function breakable(domain: string) {
  return domain.split(/(?=\.)/).map((part, i) => (
    <Fragment key={i}>
      {i > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}
