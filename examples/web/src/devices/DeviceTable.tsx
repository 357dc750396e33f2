import type { DeviceRow_device$key } from "./__generated__/DeviceRow_device.graphql";
import { DeviceRow } from "./DeviceRow";

interface Props {
  readonly devices: readonly ({ readonly id: string } & DeviceRow_device$key)[];
  readonly wanted: string;
}

/** The devices, a row each. The roles are spelled out because a narrow page lays the cells out as no table. */
export function DeviceTable({ devices, wanted }: Props) {
  return (
    <table role="table">
      <caption className="visually-hidden">Devices</caption>
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">
            Serial number
          </th>
          <th role="columnheader" scope="col">
            Model
          </th>
          <th role="columnheader" scope="col">
            Policy
          </th>
          <th role="columnheader" scope="col">
            Registered
          </th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {devices.map((device) => (
          <DeviceRow key={device.id} device={device} wanted={wanted} />
        ))}
      </tbody>
    </table>
  );
}
