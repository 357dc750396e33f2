import { settings } from "./settings.js";

// The saved examples: a list of { title, description, query, variables }. Without them the page still works,
// so their absence is an empty list.
export async function loadExamples() {
  try {
    const response = await fetch(settings.examples);
    return response.ok ? await response.json() : [];
  } catch {
    return [];
  }
}
