// Leaving a form with words that are not saved asks first.

const form = document.querySelector("#content-main form[method=post]:not(#changelist-form)")
let unsaved = false

for (const happens of ["input", "change"]) form?.addEventListener(happens, () => { unsaved = true })
form?.addEventListener("submit", () => { unsaved = false })
addEventListener("beforeunload", event => { if (unsaved) event.preventDefault() })
