// Quick filling: <button data-append-to="id_text"> adds its own words to a field, at the cursor;
// <button data-set="id_progress" value="50"> puts its value there. Both act as if typed.

function typed(field) {
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
}

function append(button) {
    const field = document.getElementById(button.dataset.appendTo);
    field.setRangeText(button.textContent.trim(), field.selectionStart, field.selectionEnd, "end");
    typed(field);
}

function put(button) {
    const field = document.getElementById(button.dataset.set);
    field.value = button.value;
    typed(field);
}

document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-append-to], [data-set]");
    if (button) (button.dataset.appendTo ? append : put)(button);
});
