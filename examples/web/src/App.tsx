import { useMemo, useState } from "react";
import { RelayEnvironmentProvider } from "react-relay";

import { useAddress } from "./address";
import { type Connection, initialConnection } from "./api/connection";
import { useCost } from "./api/cost";
import { createEnvironment } from "./api/environment";
import { BatchPane } from "./batches/BatchPane";
import { ConnectionForm } from "./ConnectionForm";
import { CustomerPane } from "./customers/CustomerPane";
import { DevicePane } from "./devices/DevicePane";
import { counted } from "./format";

/** Customers, the batches of one, the devices of one of those: side by side, or on a narrow page one at a time. */
export function App() {
  const [{ connection, version }, setState] = useState(() => ({ connection: initialConnection(), version: 0 }));
  // Who asks with another token may see other things, so nothing that was fetched before is kept.
  const environment = useMemo(() => createEnvironment(connection), [connection]);
  const connect = (changed: Connection) => setState({ connection: changed, version: version + 1 });
  const { customer, batch } = useAddress();
  const cost = useCost();
  return (
    <RelayEnvironmentProvider environment={environment}>
      {!customer && <title>Devices of your customers</title>}
      <header>
        <h1>Devices of your customers</h1>
        <ConnectionForm connection={connection} onConnect={connect} />
      </header>
      <main key={version}>
        <CustomerPane selected={customer} current={!customer} />
        {customer ? (
          <BatchPane key={customer} customer={customer} selected={batch} />
        ) : (
          <p className="hint">Pick a customer to see its batches.</p>
        )}
        {customer && batch && <DevicePane key={batch} customer={customer} batch={batch} />}
        {customer && !batch && <p className="hint">Open a batch to see its devices.</p>}
      </main>
      <footer>
        <p className="small">{counted(cost, "request")} to Partner Center so far</p>
      </footer>
    </RelayEnvironmentProvider>
  );
}
