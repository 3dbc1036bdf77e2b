// Comments decided in their place, by mouse or by single keys: what was decided becomes one line, and the next card is
// at hand. Every button is one of a form that works without this script.
const EVERY = 15_000
const FEW = 5
const SWITCH = "moderation-keys"
const VERBS = { a: ["approve", "keep", "restore"], s: ["spam"] }
const body = html => new DOMParser().parseFromString(html, "text/html").body

class ModerationDesk extends HTMLElement {
  connectedCallback() {
    this.words = JSON.parse(this.dataset.words)
    this.list = this.querySelector("[data-cards]")
    this.said = this.querySelector("[data-said]")
    this.last = null // the card decided last
    this.whole = true // the line says that it is the last one, once
    const keys = this.querySelector("[data-keys]")
    if (keys) keys.hidden = false
    keys?.addEventListener("click", () => this.help())
    this.addEventListener("submit", event => this.submit(event))
    this.addEventListener("change", event => this.changed(event))
    this.addEventListener("focusin", event => this.focused(event.target.closest(".card")))
    this.onKey = event => this.key(event)
    document.addEventListener("keydown", this.onKey)
    this.clock = setInterval(() => this.meanwhile(), EVERY)
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.onKey)
    clearInterval(this.clock)
  }

  // Cards

  get open() {
    return [...this.querySelectorAll("[data-cards] > [data-comment]")]
  }

  focused(card) {
    if (card?.matches("[data-comment]")) this.current = card
  }

  step(by) {
    const cards = this.open, at = cards.indexOf(this.current?.isConnected ? this.current : null)
    this.go(cards[at < 0 ? 0 : Math.min(Math.max(at + by, 0), cards.length - 1)])
  }

  go(card) {
    if (!card) return
    this.current = card
    card.focus({ preventScroll: true })
    card.scrollIntoView({ block: "nearest" })
  }

  // Deciding

  async submit(event) {
    const form = event.target, button = event.submitter
    if (!form.action.includes("/desk/decision/")) return
    event.preventDefault()
    const data = new FormData(form, button)
    const numbers = data.getAll("comment")
    if (form.busy) return
    form.busy = true
    const answer = await this.ask(form.action, data).catch(() => null)
    form.busy = false
    if (!answer) return this.problem(form, [this.words.failed])
    if (answer.problems) return this.problem(form, answer.problems)
    this.problem(form, [])
    const next = this.after(numbers)
    for (const line of answer.children) this.put(line)
    if (form.id === "bulk") for (const why of form.querySelectorAll("details")) why.open = false
    this.tick()
    const back = this.open.find(card => numbers.includes(card.dataset.comment)) // put back, or not decided
    this.tell(this.outcome(answer))
    this.go(back || next)
    this.fill()
  }

  // In words: what the first line says, or why nothing was decided; a card that was put back says nothing.
  outcome(answer) {
    const said = answer.querySelector("[data-comment], [data-done]")?.querySelectorAll("[data-problem], [data-words]") ?? []
    return [...said].map(part => part.textContent).join(" ") || this.words.undone
  }

  async ask(address, data) {
    const headers = { "X-In-Place": "1" }, signal = AbortSignal.timeout(20_000)
    const answer = await fetch(address, data ? { method: "POST", body: new URLSearchParams(data), headers, signal } : { headers, signal })
    if (answer.status === 422) return answer.json()
    if (!answer.ok || answer.redirected) throw answer
    return body(await answer.text())
  }

  // The card that is at hand once these are decided.
  after(numbers) {
    const cards = this.open, gone = card => numbers.includes(card.dataset.comment)
    const first = cards.findIndex(gone)
    return cards.slice(first + 1).find(card => !gone(card)) ?? cards.filter(card => !gone(card)).pop()
  }

  put(line) {
    const fresh = document.importNode(line, true), old = document.getElementById(fresh.id)
    if (!old) return
    this.count(Number(fresh.matches("[data-comment]")) - Number(old.matches("[data-comment]")))
    old.replaceWith(fresh)
    if (fresh.matches("[data-done]")) this.last = fresh
    if (this.current === old) this.current = null
  }

  // How many wait, beside the queue's name; 'more than 100' stays.
  count(by) {
    const number = document.querySelector(".queues [aria-current] .queue-number")
    if (/^\d+$/.test(number?.textContent)) number.textContent = Math.max(Number(number.textContent) + by, 0)
  }

  problem(form, said) {
    const place = form.querySelector("details[open] [data-problems]") // of what is closed nobody would see it
    place?.replaceChildren(...said.map(words => Object.assign(document.createElement("p"), { className: "errornote", textContent: words })))
    if (said.length) place ? form.querySelector("[name=reason]:checked, [name=reason], textarea")?.focus() : this.tell(said.join(" "), true)
  }

  tell(words, seen) {
    if (!words) return
    this.said.classList.toggle("visually-hidden", !seen)
    this.said.textContent = ""
    setTimeout(() => (this.said.textContent = words), 50)
  }

  // What follows is fetched before the last card is decided.
  async fill() {
    const next = this.querySelector("[data-next]")
    if (this.filling || this.open.length > FEW) return
    if (!next) {
      if (!this.open.length) {
        this.querySelector("[data-empty]").hidden = false
        this.tell(this.words.end)
      }
      return
    }
    this.filling = true
    const more = await this.ask(next.querySelector("a").href).catch(() => null)
    this.filling = false
    if (!more) return
    next.remove()
    const waiting = !this.open.length
    for (const card of [...more.children]) if (!card.id || !document.getElementById(card.id)) this.list.append(document.importNode(card, true))
    if (waiting) this.go(this.open[0])
    this.fill()
  }

  // Others are at work too.
  async meanwhile() {
    const cards = this.open
    if (document.hidden || !cards.length) return
    const asked = new URLSearchParams([["queue", this.dataset.queue], ...cards.map(card => ["comment", card.dataset.comment])])
    const found = await this.ask(`${this.dataset.meanwhile}?${asked}`).catch(() => null)
    for (const line of [...(found?.children ?? [])]) {
      const old = document.getElementById(line.id)
      if (old?.querySelector("textarea:focus, [name=reason]:checked") || old?.matches("[data-done]")) continue // its form will say so
      const here = this.current === old, next = this.after([old?.dataset.comment])
      this.put(line)
      if (here) this.go(next)
    }
    if (found?.children.length) this.fill()
  }

  // Keys

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || this.typing(event)) return
    if (event.key === "?") return this.help()
    if (event.key === "Escape") return this.close()
    if (localStorage.getItem(SWITCH) === "off") return
    const act = { j: () => this.step(1), k: () => this.step(-1), u: () => this.undo(), r: () => this.why(), x: () => this.check(), o: () => this.current?.querySelector("[data-open]").click() }[event.key]
    const verbs = VERBS[event.key]
    if (!act && !verbs) return
    event.preventDefault()
    act ? act() : this.press(verbs)
  }

  typing(event) {
    const field = event.target.closest?.("input, textarea, select, dialog, [contenteditable]")
    return field && !(field.matches("[type=checkbox]") || event.key === "Escape")
  }

  press(names) {
    const card = this.current?.isConnected ? this.current : null
    names.map(name => card?.querySelector(`.card-verbs > form > [value="${name}"]`)).find(Boolean)?.click()
  }

  why() {
    const why = this.current?.querySelector("details.why")
    if (!why) return
    why.open = true
    ;(why.querySelector("[name=reason]:checked") ?? why.querySelector("[name=reason]")).focus()
  }

  close() {
    const why = this.querySelector("details.why[open]")
    if (!why) return
    why.open = false
    this.go(why.closest(".card") ?? this.current)
  }

  undo() {
    this.last?.querySelector("[value=undo]")?.click()
  }

  check() {
    const box = this.current?.querySelector(".tick input")
    if (box) box.click()
  }

  // Fields

  changed(event) {
    if (event.target.matches("[data-replies]")) {
      const note = event.target.closest(".why-form").querySelector("textarea")
      const before = note.dataset.reply ?? "", text = event.target.selectedOptions[0].dataset.text ?? ""
      const typed = before && note.value.endsWith(before) ? note.value.slice(0, -before.length) : note.value
      note.value = [typed.trim(), text].filter(Boolean).join("\n\n")
      note.dataset.reply = text
      note.focus()
    }
    if (event.target.matches(".tick input")) this.tick()
  }

  tick() {
    const number = this.querySelectorAll(".tick input:checked").length, said = this.querySelector("[data-ticked]")
    if (!said) return
    this.plain ??= said.textContent
    said.textContent = number ? this.words.ticked.replace("{number}", number) : this.plain
  }

  help() {
    this.dialog ??= this.makeHelp()
    this.dialog.showModal()
  }

  makeHelp() {
    const make = (name, parts = [], more = {}) => {
      const thing = Object.assign(document.createElement(name), more)
      thing.append(...parts)
      return thing
    }
    const rows = this.words.keys.map(([key, what]) => make("div", [make("dt", [make("kbd", [key])]), make("dd", [what])]))
    const use = make("input", [], { type: "checkbox", checked: localStorage.getItem(SWITCH) !== "off" })
    use.addEventListener("change", () => localStorage.setItem(SWITCH, use.checked ? "on" : "off"))
    const close = make("button", [this.words.close], { type: "button", className: "button" })
    const dialog = make("dialog", [make("h2", [this.words.title]), make("dl", rows), make("label", [use, " ", this.words.use]), close], { className: "desk-dialog keys" })
    close.addEventListener("click", () => dialog.close())
    this.append(dialog)
    return dialog
  }
}

customElements.define("moderation-desk", ModerationDesk)
