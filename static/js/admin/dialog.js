// Small questions in a dialog of the browser's own. Answers a promise: the values, or null when cancelled.
export function make(tag, properties = {}, children = []) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(properties)) {
    if (name in element && !name.startsWith("aria-")) element[name] = value
    else element.setAttribute(name, value)
  }
  element.append(...children.filter(Boolean))
  return element
}

let number = 0

export function field({ name, label, help, value = "", type = "text", required = false, wrong = "" }) {
  const id = `desk-dialog-${++number}`
  const input = make(type === "textarea" ? "textarea" : "input", { id, name, required, dir: "auto" })
  if (type === "checkbox") Object.assign(input, { type, checked: Boolean(value) })
  else Object.assign(input, type === "textarea" ? { rows: 2, value } : { type, value })
  if (wrong) {
    input.addEventListener("input", () => input.setCustomValidity(wrong(input.value)))
  }
  const hint = help && make("p", { className: "help", id: `${id}-help`, textContent: help })
  if (hint) input.setAttribute("aria-describedby", hint.id)
  const tag = make("label", { htmlFor: id, textContent: label })
  return make("div", { className: `question ${type}` }, type === "checkbox" ? [input, tag] : [tag, hint, input])
}

// `build(close)` answers what the dialog holds; `close(value)` ends it.
export function open(title, build, className = "") {
  return new Promise((resolve) => {
    let answer = null
    const dialog = make("dialog", { className: `desk-dialog ${className}` })
    const close = (value) => {
      answer = value
      dialog.close()
    }
    const heading = make("h2", { textContent: title, id: `desk-dialog-${++number}` })
    dialog.setAttribute("aria-labelledby", heading.id)
    dialog.append(heading, ...build(close, dialog))
    dialog.addEventListener("close", () => {
      dialog.remove()
      resolve(answer)
    })
    document.body.append(dialog)
    dialog.showModal()
  })
}

export function ask(title, fields, { done, cancel, actions = [] }) {
  return open(title, (close) => {
    const buttons = [
      make("button", { type: "submit", className: "default", textContent: done }),
      ...actions.map(({ label, value }) => button(label, () => close(value))),
      button(cancel, () => close(null)),
    ]
    const form = make("form", { method: "dialog" }, [...fields.map(field), make("div", { className: "row" }, buttons)])
    form.addEventListener("submit", (event) => {
      event.preventDefault()
      close(values(form))
    })
    return [form]
  })
}

export function button(label, act, className = "") {
  const element = make("button", { type: "button", textContent: label, className })
  element.addEventListener("click", act)
  return element
}

export const values = (form) =>
  Object.fromEntries([...form.elements].filter((input) => input.name).map((input) => [input.name, input.type === "checkbox" ? input.checked : input.value.trim()]))
