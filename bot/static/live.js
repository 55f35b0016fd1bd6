// Three conveniences; every page works without them. Parts of a page that move are fetched again, and a text is counted
// while it is typed: both show the server's own markup, so that words and figures have one source. And what is sent is
// not sent again by a second press: the server would tell it apart, but its answer to the second would hide the first.
// A form with a file shows its bar meanwhile.
"use strict";

const EVERY = 2000; // milliseconds between two looks
const PAUSE = 400; // how long typing must rest before it is counted
const LONGEST = 30000; // between two tries while the line is down
const UNDERWAY = 5000; // how long a form that was sent is not sent again

// What our server sends is all that becomes markup here; the policy of its pages bars any other way (Trusted Types).
const plain = { createHTML: (markup) => markup };
const ours = window.trustedTypes?.createPolicy("mbiu", plain) ?? plain;

const sent = new WeakSet();
document.addEventListener("submit", once);
for (const part of document.querySelectorAll("[data-live]")) refresh(part);
for (const form of document.querySelectorAll("form[data-count]")) recount(form);

// The button keeps its place and the focus: a disabled one would lose it.
function once(event) {
  const { target: form, submitter } = event;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (sent.has(form)) return event.preventDefault();
  sent.add(form);
  submitter?.setAttribute("aria-disabled", "true");
  form.querySelector(".busy")?.removeAttribute("hidden");
  setTimeout(() => {
    sent.delete(form);
    submitter?.removeAttribute("aria-disabled");
  }, UNDERWAY);
}

// Fetch data-live's address into the element until the answer carries "X-Live: done".
function refresh(part) {
  let wait = EVERY;
  async function look() {
    if (!document.hidden) {
      try {
        const answer = await fetch(part.dataset.live, { headers: { "X-Live": "look" } }); // a page left open is nobody there
        if (answer.redirected || answer.status === 403 || answer.status === 404) return location.reload();
        if (!answer.ok) throw new Error(answer.status);
        part.innerHTML = ours.createHTML(await answer.text());
        wait = EVERY;
        if (answer.headers.get("X-Live") === "done") return undefined;
      } catch {
        wait = Math.min(wait * 2, LONGEST);
      }
    }
    return setTimeout(look, wait);
  }
  setTimeout(look, wait);
}

// Post the form to data-count's address and put each piece of its "html" where its id says. A button with data-look asks
// for that alone; where it fails, the form is sent instead.
function recount(form) {
  let timer, running, failed;
  async function count() {
    running?.abort();
    running = new AbortController();
    try {
      const headers = { "X-Live": "count" };
      const answer = await fetch(form.dataset.count, { method: "POST", headers, body: new FormData(form), signal: running.signal });
      if (!answer.ok) return false;
      for (const [id, markup] of Object.entries((await answer.json()).html)) {
        const place = document.getElementById(id);
        if (place && place.innerHTML !== markup) place.innerHTML = ours.createHTML(markup);
      }
      return true;
    } catch {
      return false; // away or overtaken: the next key counts again, and so does the button
    }
  }
  form.addEventListener("submit", async (event) => {
    const { submitter } = event;
    if (failed || !submitter?.matches("[data-look]")) return;
    event.preventDefault();
    clearTimeout(timer);
    failed = !(await count());
    if (failed) form.requestSubmit(submitter);
  });
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(count, PAUSE);
  });
}
