import { memo } from "react";
import { graphql, useFragment } from "react-relay";

import { day } from "../format";
import type { DeviceRow_device$key } from "./__generated__/DeviceRow_device.graphql";

interface Props {
  readonly device: DeviceRow_device$key;
  /** What was searched for, in upper case; empty when nothing was. */
  readonly wanted: string;
}

/** One device. Its product key and hardware hash can claim a machine, so they are not asked for. */
export const DeviceRow = memo(function DeviceRow({ device, wanted }: Props) {
  const { serialNumber, modelName, oemManufacturerName, policies, uploadedDate } = useFragment(
    graphql`
      fragment DeviceRow_device on Device {
        serialNumber
        modelName
        oemManufacturerName
        policies {
          value
        }
        uploadedDate
      }
    `,
    device,
  );
  const values = policies.flatMap(({ value }) => value ?? []);
  return (
    <tr role="row">
      <th role="rowheader" scope="row">
        {serialNumber ? <Marked text={serialNumber} wanted={wanted} /> : <span className="small">no serial number</span>}
      </th>
      <td role="cell" data-empty={!modelName}>
        {modelName ?? "–"} <span className="small">{oemManufacturerName}</span>
      </td>
      <td role="cell" data-empty={values.length === 0}>
        {values.join(", ") || "–"}
      </td>
      <td role="cell" data-empty={!uploadedDate}>
        {uploadedDate ? <time dateTime={uploadedDate}>{day(uploadedDate)}</time> : "–"}
      </td>
    </tr>
  );
});

function Marked({ text, wanted }: { text: string; wanted: string }) {
  const start = wanted ? text.toUpperCase().indexOf(wanted) : -1;
  if (start < 0) {
    return text;
  }
  const end = start + wanted.length;
  return (
    <>
      {text.slice(0, start)}
      <mark>{text.slice(start, end)}</mark>
      {text.slice(end)}
    </>
  );
}
