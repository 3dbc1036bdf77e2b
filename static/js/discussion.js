// The discussion in place: its forms and links without leaving the page. The server sends pieces of it
// (comments/answers.py). Whatever goes wrong, the form is sent and the link followed as without this script.
const busy = new WeakSet();
const plain = new WeakSet(); // forms to be sent as a browser does
const openers = new WeakMap(); // what opened a form, by the form
const BOX = ".compose--reply, .sheet";
const byId = id => document.getElementById(id);
const list = (className, id = "") => Object.assign(document.createElement("ol"), { className, id });

async function ask(url, body) {
  const options = { headers: { "X-In-Place": "1" }, signal: AbortSignal.timeout(20000) };
  const answer = await fetch(url, body ? { ...options, method: "POST", body } : options);
  if (answer.redirected || ![200, 401, 422, 429].includes(answer.status)) throw answer;
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

async function once(lock, shown, work, instead) {
  if (busy.has(lock)) return;
  busy.add(lock);
  shown?.setAttribute("aria-busy", "true");
  await work().catch(instead);
  busy.delete(lock);
  shown?.removeAttribute("aria-busy");
}

function focus(thing) {
  thing = thing.closest("details:not([open])")?.firstElementChild ?? thing;
  if (!thing.matches("a, button, summary, input, textarea")) thing.tabIndex = -1;
  thing.focus();
  if (thing.matches("textarea")) thing.setSelectionRange(thing.value.length, thing.value.length);
}

// To the live region; a sentence with a link, or one that nothing else shows, also stands at `place`.
function say(said, place, always) {
  if (!said) return;
  byId("said").textContent = "";
  setTimeout(() => (byId("said").textContent = said.textContent), 50);
  if (!place || !(always || said.querySelector("a"))) return;
  document.querySelector(".told")?.remove();
  said.className = "comment__note told";
  place.after(said);
}

// The piece in the place of what has its id, and of its copy in the pinned frame.
function swap(piece, sent) {
  for (const id of [piece.id, "p" + piece.id.slice(1)]) {
    const old = byId(id);
    if (!old) continue;
    const fresh = document.importNode(piece, true);
    fresh.id = id;
    fresh.querySelector(".comment__body")?.before(...old.querySelectorAll(":scope > .to"));
    const [typed, next] = [old, fresh].map(one => one.querySelector("textarea"));
    const since = typed && typed.value.trim() != sent.get(typed.name)?.trim(); // went on typing
    if (next && since) next.value = typed.value;
    if (openers.has(old)) openers.set(fresh, openers.get(old));
    old.replaceWith(fresh);
  }
  return byId(piece.id) ?? byId("p" + piece.id.slice(1));
}

function insert(piece) {
  const item = document.importNode(piece.content.firstElementChild, true);
  const comment = item.firstElementChild;
  const into = piece.dataset.into;
  const parent = into && (byId("c" + into) ?? byId("p" + into));
  if (byId(comment.id)) return byId(comment.id);
  byId("comments").querySelector(".empty")?.remove();
  if (parent) {
    const branch = parent.parentNode;
    let replies = parent.closest(".replies .replies") ?? branch.querySelector(":scope > .replies");
    if (!replies) branch.insertBefore((replies = list("replies")), branch.querySelector(":scope > .unfold"));
    replies.append(item);
  } else {
    if (!byId("threads")) byId("comments").append(list("thread", "threads"));
    byId("threads").prepend(item);
  }
  return comment;
}

function show(doc, form, button, sent) {
  const said = doc.querySelector(".said");
  const box = form.closest(BOX);
  const deed = button?.getAttribute("formaction");
  const twins = () => [...document.querySelectorAll(`[formaction="${deed}"]`)];
  const number = twins().indexOf(button);
  const pieces = [...doc.body.children].filter(piece => piece.matches("template, [id]"));
  const strayed = box && pieces.some(piece => piece.id == "compose"); // what it answers is gone
  if (strayed || doc.querySelector("main")) throw doc;
  let place;
  for (const piece of pieces) {
    const put = piece.matches("template") ? insert(piece) : swap(piece, sent);
    place ??= put;
  }
  if (!place && !said) throw doc;
  if (place) box?.remove();
  const row = place?.querySelector(".comment__foot") ?? button?.closest("p, .insights, .comment__foot, .actions");
  say(said, row, form.dataset.here == "say");
  const wanted = ["[autofocus]", "[aria-invalid=true]", "form textarea, form input:not([type=hidden])"];
  const field = wanted.map(one => place?.querySelector(one)).find(Boolean);
  place = (deed && twins()[number]) ?? field ?? place;
  if (place) focus(place);
}

async function get(link) {
  const quote = link.search.includes("quote");
  let box = link.hash && byId(link.hash.slice(1));
  if (!box || quote || box.matches("li")) {
    const doc = await ask(link.href);
    const piece = doc.querySelector(link.hash || ".sheet");
    const said = doc.querySelector(".said");
    if (!piece && said) return say(said, link.closest(".comment__foot"));
    if (piece.matches("li")) return unfold(box, document.importNode(piece, true), doc.querySelector(".paging [rel=next]"));
    box = byId(piece.id);
    if (!box) link.closest("article, .comment--gone").after((box = document.importNode(piece, true)));
    else if (quote) {
      const text = box.querySelector("textarea");
      text.value = (text.value.trimEnd() + "\n\n" + piece.querySelector("textarea").value).trimStart();
    }
  }
  box.hidden = false;
  openers.set(box, link);
  focus(box.querySelector("textarea, input:not([type=hidden]), button"));
}

// All of a thread; forms that are open in it stay where they are.
function unfold(old, fresh, next) {
  if (next) fresh.append(Object.assign(document.importNode(next, true), { className: "unfold" }));
  const first = [...fresh.querySelectorAll("article")].find(one => !byId(one.id));
  for (const box of old.querySelectorAll(BOX)) fresh.querySelector("#" + box.previousElementSibling.id)?.after(box);
  old.replaceWith(fresh);
  focus(first ?? fresh);
}

function close(box) {
  const opener = openers.get(box);
  box.hidden = true; // with what was typed in it, should it be opened again
  focus(opener.isConnected ? opener : box.previousElementSibling);
}

addEventListener("submit", event => {
  const { target: form, submitter: button } = event;
  if (form.elements.took) form.elements.took.value = (performance.now() / 1000).toFixed(1); // seconds since the page opened
  if (plain.delete(form) || !(form.matches("[data-here]") || button?.matches("[data-here]"))) return;
  event.preventDefault();
  const send = async () => {
    const sent = new FormData(form, button);
    show(await ask(button?.getAttribute("formaction") ?? form.action, new URLSearchParams(sent)), form, button, sent);
  };
  once(form.id == "deed" ? button : form, button, send, () => {
    plain.add(form);
    form.requestSubmit(button);
  });
});

addEventListener("click", event => {
  const link = event.target.closest("a[data-get], a[data-cancel]");
  const box = link?.closest(BOX);
  const cancel = link?.matches("[data-cancel]");
  const changed = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  const ours = link && !changed && (!cancel || openers.has(box));
  for (const menu of document.querySelectorAll(".more[open]")) menu.open = !ours && menu.contains(event.target);
  if (!ours) return;
  event.preventDefault();
  if (cancel) close(box);
  else once(link, link, () => get(link), () => location.assign(link.href));
});

addEventListener("keydown", event => {
  if (event.key != "Escape" || event.isComposing) return;
  const menu = document.querySelector(".more[open]");
  const box = event.target.closest(BOX);
  if (menu) {
    menu.open = false;
    focus(menu.firstElementChild);
  } else if (openers.has(box)) close(box);
});
