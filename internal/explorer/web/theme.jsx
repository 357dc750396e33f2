import { useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import { useEffect } from "react";

// GraphiQL's own colours follow the system at once, its editor only when the page loads. This tells the editor
// when the system changes, unless a theme was chosen in the settings.
export function FollowSystemTheme() {
  const theme = useGraphiQL((state) => state.theme);
  const { setTheme } = useGraphiQLActions();
  useEffect(() => {
    const dark = window.matchMedia("(prefers-color-scheme: dark)");
    const follow = () => {
      if (!theme) {
        setTheme(null);
      }
    };
    dark.addEventListener("change", follow);
    return () => dark.removeEventListener("change", follow);
  }, [theme, setTheme]);
  return null;
}
