/** Stands for lines that are on their way. */
export function Waiting({ lines = 4, what }: { lines?: number; what: string }) {
  return (
    <div className="waiting">
      <p role="status" className="visually-hidden">
        Loading {what}…
      </p>
      {Array.from({ length: lines }, (_, line) => (
        <div key={line} className="waiting-line" />
      ))}
    </div>
  );
}
