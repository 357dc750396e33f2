import { costOf } from "./cost.js";
import { loadExamples } from "./examples.js";
import { forgetPermalink, permalinkTo, readPermalink } from "./permalink.js";
import { send } from "./send.js";
import { settings } from "./settings.js";
import { hasNext, pageOf, placeOf, walks } from "./walk.js";

const [form, query, variables, headers, run, permalink, status, next, result, list] = [
  "operation", "query", "variables", "headers", "run", "permalink", "status", "next", "result", "examples",
].map((id) => document.getElementById(id));

function show({ query: document, variables: values }) {
  query.value = document;
  variables.value = values;
  query.scrollTop = 0;
  renewPermalink();
  showPage(null);
}

function renewPermalink() {
  permalink.href = permalinkTo({ query: query.value, variables: variables.value });
}

// An empty field is no JSON, but what it means is plain.
function readObject(field, name) {
  const text = field.value.trim();
  if (text === "") {
    return undefined;
  }
  try {
    const value = JSON.parse(text);
    if (value === null || typeof value !== "object" || Array.isArray(value)) {
      throw new Error("not an object");
    }
    return value;
  } catch (error) {
    field.focus();
    throw new Error(`${name} must be a JSON object: ${error.message}`);
  }
}

// Of two answers under way only the later one counts.
let current = new AbortController();

// The page of a list that is shown, if it is one that can be continued.
let page = null;

function showPage(shown) {
  page = shown;
  next.hidden = !walks(query.value);
  next.setAttribute("aria-disabled", !hasNext(page));
}

async function execute() {
  current.abort();
  const own = new AbortController();
  current = own;
  showPage(null);
  const started = performance.now();
  status.value = "running…";
  run.setAttribute("aria-busy", "true");
  try {
    const request = { query: query.value, variables: readObject(variables, "Variables") };
    const answer = await send(request, { headers: readObject(headers, "Headers"), signal: own.signal });
    showPage(walks(request.query) ? pageOf(answer) : null);
    const failures = answer.errors?.length ?? 0;
    result.textContent = JSON.stringify(answer, null, 2);
    status.value = [
      failures ? `${failures} ${failures === 1 ? "error" : "errors"}` : "done",
      page && placeOf(page),
      `${Math.round(performance.now() - started)} ms`,
      costOf(answer),
    ].filter(Boolean).join(" · ");
    status.className = failures ? "bad" : "good";
  } catch (error) {
    if (own.signal.aborted) {
      return;
    }
    result.textContent = error.message;
    status.value = "not answered";
    status.className = "bad";
  }
  result.scrollTop = 0;
  run.removeAttribute("aria-busy");
}

// Puts the page's end into the variables, where a person can see what continues, and runs that.
function follow() {
  if (!hasNext(page)) {
    return;
  }
  try {
    variables.value = JSON.stringify({ ...readObject(variables, "Variables"), after: page.endCursor }, null, 2);
    renewPermalink();
  } catch {
    // No JSON, which is what running it says.
  }
  execute();
}

function offer(example) {
  const button = document.createElement("button");
  const title = document.createElement("strong");
  const description = document.createElement("span");
  button.type = "button";
  title.textContent = example.title;
  description.textContent = example.description;
  button.append(title, description);
  button.addEventListener("click", () => {
    show(example);
    query.focus();
  });
  const item = document.createElement("li");
  item.append(button);
  list.append(item);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  execute();
});
next.addEventListener("click", follow);
form.addEventListener("input", renewPermalink);
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    execute();
  }
});

headers.value = settings.headers;
const examples = await loadExamples();
examples.forEach(offer);
const linked = readPermalink();
show(linked ?? examples[0] ?? { query: "{\n  __typename\n}\n", variables: "" });
if (linked) {
  forgetPermalink();
}
