// <story-sitting>: keeps what is typed, says who else is here and what they saved. Versions are only made by saving.

const SIGN = 15_000 // between two signs of life
const PAUSE = 3_000 // after the last key, before the text is kept
const LEAST = 5_000 // between two keepings
const AWAY = 300_000 // a hidden page counts as left after this
const NAMES = ["title", "subtitle", "body"]

class StorySitting extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form")
    Object.assign(this, JSON.parse(this.dataset.settings))
    this.said = Object.fromEntries([...this.querySelectorAll("[data-says]")].map((part) => [part.dataset.says, part]))
    this.kept = this.failures = 0
    this.dirty = this.leaving = false
    this.hidden = false
    this.form.addEventListener("input", (event) => { if (NAMES.includes(event.target.name)) this.type() })
    this.form.addEventListener("submit", () => { this.leaving = true; this.under?.abort(); clearTimeout(this.next) })
    addEventListener("pageshow", (event) => { if (event.persisted) this.leaving = false; this.plan() })
    addEventListener("pagehide", () => this.flush())
    addEventListener("online", () => this.send())
    document.addEventListener("visibilitychange", () => { this.since = Date.now(); document.hidden ? this.flush() : this.send() })
    if (this.typed) this.type()
    this.send()
  }

  type() {
    this.dirty = true
    const now = Date.now()
    this.began ||= now
    // Who never pauses is kept too.
    this.plan(Math.max(Math.min(now + PAUSE, this.began + LEAST), this.kept + LEAST) - now)
  }

  plan(wait = SIGN) {
    clearTimeout(this.next)
    const away = document.hidden && Date.now() - this.since > AWAY
    if (!this.leaving && !away) this.next = setTimeout(() => this.send(), Math.max(0, wait))
  }

  body() {
    const data = new FormData()
    for (const name of ["csrfmiddlewaretoken", "tab", "opened", ...(this.dirty ? NAMES : [])]) data.append(name, this.form.elements[name]?.value ?? "")
    data.append("turn", Date.now())
    return data
  }

  // What a page that is left has not sent yet; browsers carry 64 KB at most, and longer texts were kept while typing.
  flush() {
    if (this.dirty && !this.leaving) fetch(this.address, { method: "POST", body: this.body(), keepalive: true }).catch(() => null)
  }

  async send() {
    if (this.leaving || this.under) return
    const text = this.dirty, body = this.body()
    this.dirty = false
    this.began = 0
    if (text) this.kept = Date.now()
    this.under = new AbortController()
    const answer = await fetch(this.address, { method: "POST", body, redirect: "manual", signal: this.under.signal }).catch(() => null)
    this.under = null
    if (this.leaving) return
    const told = answer?.ok || answer?.status === 422 ? await answer.json().catch(() => null) : null
    this.failures = told ? 0 : this.failures + 1
    this.tell(told ?? { problem: this.words[this.reason(answer)] })
    if (!told?.kept && text && answer?.status !== 422) this.dirty = true
    const rest = told ? SIGN : Math.min(60_000, LEAST * 2 ** Math.min(this.failures, 4))
    this.plan(told && this.dirty ? LEAST : rest)
  }

  reason(answer) {
    if (answer?.type === "opaqueredirect") return "ended"
    return answer?.status === 403 || answer?.status === 404 ? "refused" : "offline"
  }

  tell(told) {
    const { problem, kept, others } = told
    const newer = !this.form.querySelector(".stale") && told.newer // shown there in full
    if (problem || kept) this.say("kept", problem || kept)
    this.said.kept.classList.toggle("problem", Boolean(problem))
    if (others) this.say("news", [newer, ...others].filter(Boolean).join(" "))
    if (others) this.querySelector("button").hidden = !newer
  }

  say(where, words) {
    if (this.said[where].textContent !== words) this.said[where].textContent = words
  }
}

customElements.define("story-sitting", StorySitting)
