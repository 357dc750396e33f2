import { type FormEvent, useId } from "react";

import type { Connection } from "./api/connection";

interface Props {
  readonly connection: Connection;
  readonly onConnect: (connection: Connection) => void;
}

/** Says which API is asked, and takes the token to ask it with. */
export function ConnectionForm({ connection, onConnect }: Props) {
  const id = useId();

  function connect(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const token = new FormData(event.currentTarget).get("token");
    onConnect({ ...connection, token: String(token).trim() });
  }
  return (
    <details className="connection">
      <summary>Connection</summary>
      <form onSubmit={connect}>
        <p>
          The API is <code>{connection.url}</code>
        </p>
        <div className="field">
          <label htmlFor={id}>Bearer token, if it wants one</label>
          <input id={id} name="token" type="password" autoComplete="off" spellCheck={false} />
          <p className="small">
            It is sent to that address only, and forgotten with this page.
          </p>
        </div>
        <button type="submit">Use this token</button>
        <p role="status" className="small">
          {connection.token ? "A token is in use." : "No token is in use."}
        </p>
      </form>
    </details>
  );
}
