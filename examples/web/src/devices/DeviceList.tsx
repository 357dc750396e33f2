import { useDeferredValue, useState } from "react";
import { graphql, useLazyLoadQuery, usePaginationFragment } from "react-relay";

import type { ReloadOptions } from "../failures/useReload";
import { NextPage } from "../lists/NextPage";
import type { DeviceList_batch$key } from "./__generated__/DeviceList_batch.graphql";
import type { DeviceListPaginationQuery } from "./__generated__/DeviceListPaginationQuery.graphql";
import type { DeviceListQuery } from "./__generated__/DeviceListQuery.graphql";
import { useDevicesCount } from "./BatchSummary";
import { DeviceTable } from "./DeviceTable";
import { SerialFilter } from "./SerialFilter";

// A page of Partner Center's, so that each costs one upstream call.
const pageSize = 100;

interface Props {
  readonly batch: string;
  readonly options: ReloadOptions;
  readonly onReload: () => void;
}

/** The devices of a batch, which grow as one scrolls. */
export function DeviceList({ batch, options, onReload }: Props) {
  const { node } = useLazyLoadQuery<DeviceListQuery>(
    graphql`
      query DeviceListQuery($batch: ID!) @throwOnFieldError {
        node(id: $batch) {
          ...DeviceList_batch @alias(as: "batch")
        }
      }
    `,
    { batch },
    options,
  );
  return node?.batch ? <Devices batch={node.batch} id={batch} onReload={onReload} /> : <p>There is no such batch.</p>;
}

interface DevicesProps {
  readonly batch: DeviceList_batch$key;
  readonly id: string;
  readonly onReload: () => void;
}

function Devices({ batch, id, onReload }: DevicesProps) {
  const list = usePaginationFragment<DeviceListPaginationQuery, DeviceList_batch$key>(
    graphql`
      fragment DeviceList_batch on DeviceBatch
      @refetchable(queryName: "DeviceListPaginationQuery")
      @argumentDefinitions(first: { type: "Int", defaultValue: 100 }, after: { type: "String" })
      @throwOnFieldError {
        devices(first: $first, after: $after) @connection(key: "DeviceList_devices") {
          edges {
            node {
              id
              serialNumber
              ...DeviceRow_device
            }
          }
        }
      }
    `,
    batch,
  );
  const [typed, setTyped] = useState("");
  const filter = typed.trim().toUpperCase();
  const wanted = useDeferredValue(filter);
  const loaded = list.data.devices?.edges.map((edge) => edge.node) ?? [];
  const shown = wanted ? loaded.filter(({ serialNumber }) => serialNumber?.toUpperCase().includes(wanted)) : loaded;
  const count = useDevicesCount(id);
  return (
    <>
      <SerialFilter
        typed={typed}
        onType={setTyped}
        wanted={wanted}
        shown={shown.length}
        loaded={loaded.length}
        // The count may lag behind the list.
        total={list.hasNext ? (count !== null && count > loaded.length ? count : null) : loaded.length}
      />
      {shown.length > 0 && <DeviceTable devices={shown} wanted={wanted} />}
      {/* A short list of what was found has its end in view, and would load the whole batch. */}
      <NextPage list={list} size={pageSize} automatic={!filter && !wanted} onRestart={onReload} />
    </>
  );
}
