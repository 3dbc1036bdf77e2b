// Choosing a picture: those that are here, newest first, searched or uploaded; then the words for this use of it.
import { button, field, make, open, values } from "desk/dialog"

const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value || ""

async function send(places, file) {
  const body = new FormData()
  body.append("picture", file)
  const response = await fetch(places.upload, { method: "POST", body, headers: { "X-CSRFToken": token() } })
  if (response.status !== 422 && !response.ok) throw new Error(String(response.status))
  return response.json()
}

async function load(places, query, before) {
  const response = await fetch(`${places.list}?${new URLSearchParams({ q: query, before })}`)
  if (!response.ok) throw new Error(String(response.status))
  return response.json()
}

function tile(words, picture, close) {
  const image = make("img", { src: picture.small, alt: "", loading: "lazy" })
  const said = picture.alt || picture.caption || words.untitled
  const choose = button("", () => close(picture), "tile")
  choose.append(image, make("span", { textContent: said }))
  return make("li", {}, [choose])
}

export function pick(words, places) {
  return open(words.title, (close) => {
    const list = make("ul", { className: "tiles" })
    const note = make("p", { className: "note", role: "status" })
    const more = button(words.more, () => show(list.lastId))
    const search = field({ name: "q", label: words.search, type: "search" })
    const upload = uploader(words, places, close)
    let query = ""
    async function show(before = "") {
      const asked = query
      const page = await load(places, asked, before).catch(() => null)
      if (asked !== query) return
      if (!before) list.replaceChildren()
      list.append(...(page?.pictures || []).map((picture) => tile(words, picture, close)))
      list.lastId = page?.pictures.at(-1)?.id ?? list.lastId
      more.hidden = !page?.more
      note.textContent = page ? (list.children.length ? "" : words.none) : words.listFailed
    }
    let wait
    search.querySelector("input").addEventListener("input", (event) => {
      query = event.target.value.trim()
      clearTimeout(wait)
      wait = setTimeout(show, 250)
    })
    show()
    return [upload, search, note, list, make("div", { className: "row" }, [more, button(words.cancel, () => close(null))])]
  }, "pictures")
}

function uploader(words, places, close) {
  const part = field({ name: "picture", label: words.upload, type: "file" })
  const input = part.querySelector("input")
  const note = make("p", { className: "note", role: "status" })
  input.accept = "image/*"
  part.append(note)
  input.addEventListener("change", async () => {
    if (!input.files.length) return
    part.classList.remove("wrong")
    part.setAttribute("aria-busy", "true")
    note.textContent = words.uploading
    const answer = await send(places, input.files[0]).catch(() => ({ error: words.failed }))
    part.removeAttribute("aria-busy")
    note.textContent = answer.error || ""
    part.classList.toggle("wrong", Boolean(answer.error))
    if (!answer.error) close(answer)
  })
  return part
}

// The words for one use of a picture. With `places`, another picture can be chosen.
export function describe(words, picture, told, places = null) {
  return open(words.wordsTitle, (close) => {
    let chosen = null
    const image = make("img", { src: picture.small, alt: "" })
    const fields = [
      field({ name: "alt", label: words.alt, help: words.altHelp, value: told.alt || "", type: "textarea" }),
      field({ name: "caption", label: words.caption, value: told.caption || "", type: "textarea" }),
      field({ name: "credit", label: words.credit, value: told.credit || "" }),
      field({ name: "wide", label: words.wide, value: told.wide, type: "checkbox" }),
    ]
    const other = places && button(words.other, async () => {
      chosen = (await pick(words, places)) || chosen
      if (chosen) image.src = chosen.small
    })
    const buttons = [make("button", { type: "submit", className: "default", textContent: words.done }), other, button(words.cancel, () => close(null))]
    const form = make("form", { method: "dialog" }, [image, ...fields, make("div", { className: "row" }, buttons)])
    form.addEventListener("submit", (event) => {
      event.preventDefault()
      close({ ...values(form), picture: chosen })
    })
    if (picture.known) form.prepend(make("p", { className: "note", textContent: words.known }))
    return [form]
  }, "describe")
}
